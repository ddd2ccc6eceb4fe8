"""Tokens are counted by Argo: more text has more of them."""

from connection import CLAUDE, anthropic_client


def count(text):
    return anthropic_client().messages.count_tokens(model=CLAUDE, messages=[{"role": "user", "content": text}]).input_tokens


few, many = count("Hi"), count("Hi " * 1000)
print(few, many)
assert 0 < few < many, (few, many)

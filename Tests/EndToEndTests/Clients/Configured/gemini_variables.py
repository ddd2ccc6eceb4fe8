"""google-genai, told of the shim by the file alone that Gemini CLI reads: gemini_variables.py FILE MODEL QUESTION"""

import os
import sys

from google import genai

path, model, question = sys.argv[1:]
with open(path) as file:
    for line in file:
        name, _, value = line.strip().partition("=")
        os.environ[name] = value
client = genai.Client()
print(client.models.generate_content(model=model, contents=question).text)

"""Walks through the table with the SDK of one dialect: every upstream, every case, whole and as a stream."""

import importlib
import json
import sys
import traceback
from dataclasses import dataclass

import table
from table import Answer, Failure
from upstreams import UPSTREAMS, enqueue, events_text, seen

DIALECT = sys.argv[1]
notes = []


def note(response):
    """Keeps the notes of the last response."""
    notes[:] = response.headers.get_list("x-argo-shim-note")


def text(value):
    return json.dumps(value, ensure_ascii=False)


@dataclass
class Road:
    """A way to an upstream: by a provider, or to one of Argo's models."""

    dialect: str
    argo_model: str | None = None

    def model(self, case):
        return self.argo_model or f"up-{self.dialect}/{table.model(self.dialect, case)}"

    def is_streamed(self, streams):
        return streams or self.argo_model in table.ARGO_STREAMS

    def make_ready(self, case, streams):
        """Tells the upstream what it will answer."""
        peer, answer, streams = UPSTREAMS[self.dialect], table.said(self.dialect, case), self.is_streamed(streams)
        kind = "text/event-stream" if streams else "application/json"
        if answer is None:
            # It is not to be asked.
            enqueue("")
        elif isinstance(answer, Answer):
            peer.hides = case == "hidden"
            enqueue(events_text(peer.stream(answer), peer.line_end) if streams else text(peer.body(answer)), kind)
        elif case.startswith("error"):
            enqueue(text(peer.error(answer.words, answer.status)), status=answer.status)
        else:
            whole = table.ANSWERS["text"]
            # What came before stays: the failure is in the middle.
            begun = list(peer.stream(whole))[:1 if self.dialect == table.GOOGLE else 5]
            if case == "broken":
                stream = begun + [peer.error_event(answer.words)]
                document = text(peer.error(answer.words, 529 if self.dialect == table.MESSAGES else 503))
            else:
                stream, document = begun, text(peer.body(whole))[:-40]
            ending = "cut" if case == "cut" else "end"
            enqueue(events_text(stream, peer.line_end) if streams else document, kind, ending=ending)

    def check_target(self, target, body, case, streams):
        """Model and streaming, where the dialect has them."""
        path, _, query = target.partition("?")
        if self.dialect == table.GOOGLE:
            assert path.endswith(f"/{table.model(self.dialect, case)}:" + ("streamGenerateContent" if streams else "generateContent")), target
            assert query == ("alt=sse" if streams else ""), target
            return
        assert bool(body.get("stream")) == self.is_streamed(streams), body
        assert path.startswith("/argoapi/") if self.argo_model else body["model"] == table.model(self.dialect, case), target


def check(client, road, case, streams):
    model, upstream = road.model(case), road.dialect
    place = table.refusal_of(DIALECT, upstream, case)
    wanted = Failure(400, place) if place else table.expected(DIALECT, upstream, case, streams)
    road.make_ready(case, streams)
    answer = ask(lambda: client.ask(model, case, streams), client)
    if case in ["thinking", "hidden"] and isinstance(answer, Answer):
        same(answer, wanted)
        road.make_ready(case, streams)
        first = answer
        answer = ask(lambda: client.go_on(model, first, streams), client)
    same(answer, wanted)
    arrived = seen()
    if place:
        assert arrived is None, f"the upstream was asked: {arrived}"
        return
    target, body = arrived
    read = UPSTREAMS[upstream].read(target.partition("?")[0], body)
    expected = table.arriving(DIALECT, upstream, case)
    assert read == expected, f"arrived: {read}\nexpected: {expected}"
    road.check_target(target, body, case, streams)
    wanted_note = table.noted(DIALECT, upstream, case, streams)
    assert (wanted_note in notes[0] if wanted_note and notes else not notes and not wanted_note), f"notes: {notes}, not {wanted_note}"


def ask(action, client):
    """The answer, or what the SDK's exception says."""
    try:
        return action()
    except AssertionError:
        raise
    except Exception as error:
        failure = client.failure(error)
        if failure is None:
            raise
        failure.error = error
        return failure


def same(answer, wanted):
    if isinstance(answer, Failure) and isinstance(wanted, Failure):
        assert answer.status == wanted.status and wanted.words in answer.words, f"failed with {answer}, not with {wanted}"
        if wanted.status == 429:
            assert answer.error.response.headers["retry-after"] == "7", answer.error
        return
    assert isinstance(answer, Answer) and isinstance(wanted, Answer), f"got {answer}, not {wanted}"
    for name in ["text", "refusal", "thought", "is_signed", "calls", "stop", "usage"]:
        assert getattr(answer, name) == getattr(wanted, name), f"{name}: got {answer}, not {wanted}"


client = importlib.import_module(f"{DIALECT}_client").Client(note)
count = failures = 0
roads = [Road(upstream) for upstream in table.DIALECTS]
roads += [Road(routes[DIALECT], model) for model, routes in table.ARGO_ROUTES.items()]
for road in roads:
    upstream = road.dialect
    for case in table.ANSWERS:
        if (DIALECT, case) in table.CLIENT_LACKS or road.argo_model and case in table.ARGO_ELSEWHERE:
            continue
        if table.said(upstream, case) is None and table.refusal_of(DIALECT, upstream, case) is None:
            continue
        for streams in [False, True]:
            count += 1
            try:
                check(client, road, case, streams)
            except Exception as error:
                failures += 1
                print(f"✗ {DIALECT} → {road.argo_model or upstream}, {case}, {'stream' if streams else 'whole'}")
                print(f"{error}" if isinstance(error, AssertionError) else traceback.format_exc())
if DIALECT in [table.MESSAGES, table.GOOGLE]:
    client.own_calls(enqueue, seen)
print(f"{DIALECT}: {count} checked, {failures} failed")
sys.exit(failures > 0)

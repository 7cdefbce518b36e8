"""What tests of Meta's platforms share: a Graph on loopback that is asked rightly."""

import contextlib
import hashlib
import hmac
import json
import re
from typing import Any, ClassVar
from unittest.mock import patch

from ..connectors.errors import PayloadError
from ..connectors.types import Payload, WebhookRequest
from . import graph_names
from .connector_case import KEY, ConnectorContract, mutations
from .platform_stub import Answer, Asked, PlatformStub

SECRET = "s3cr3t-app"
TOKEN = "s3cr3t-t0ken"


class GraphContract(ConnectorContract):
    """``edges`` and ``nodes`` say what a path is: (method, pattern, class of the SDK,
    its method); (pattern, class)."""

    secret_values = (SECRET, TOKEN)
    edges: ClassVar[tuple[tuple[str, str, str, str], ...]] = ()
    nodes: ClassVar[tuple[tuple[str, str], ...]] = ()

    def graph(self, answers: dict[str, Any] | None = None, **settings: Any):
        """A connector and its Graph, with answers by "GET path"; all that it is asked
        must be known to Meta's SDK.

        An answer is a body, an ``Answer``, or a list of them, one after another.
        """
        answers = answers or {}

        def respond(asked: Asked) -> Answer:
            path = path_of(asked)
            is_edge = asked.method == "GET" and ("/" in path and path[:5] != "oauth")
            nothing = {"data": []} if is_edge else {}
            found = answers.get(f"{asked.method} {path}", nothing)
            if isinstance(found, list):
                found = found.pop(0)
            return found if isinstance(found, Answer) else Answer(body=found)

        stub = self.stub(respond)
        self.addCleanup(self.assert_known, stub)
        return self.make(stub.url, **settings), stub

    def assert_known(self, stub: PlatformStub) -> None:
        for asked in stub.asked:
            self.assertEqual(self.problems(asked), [], asked)

    def problems(self, asked: Asked) -> list[str]:
        path = path_of(asked)
        for method, pattern, name, edge in self.edges:
            if method == asked.method and re.fullmatch(pattern, path):
                found = graph_names.problems(asked, name, edge)
                return found + self.edge_fields(asked, edge)
        for pattern, name in self.nodes:
            if asked.method == "GET" and re.fullmatch(pattern, path):
                return graph_names.node_problems(asked, name)
        return [f"what is {asked.method} {path}?"]

    # the class of what an edge lists
    listed: ClassVar[dict[str, str]] = {}

    def edge_fields(self, asked: Asked, edge: str) -> list[str]:
        fields = graph_names.params(asked).get("fields", "")
        if edge not in self.listed or not fields:
            return []
        return graph_names.field_problems(self.listed[edge], fields)

    def call(self, body: Any, secret: str = SECRET, **changes: Any) -> WebhookRequest:
        """A webhook's call, signed."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        made = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
        values = {
            "key": KEY,
            "headers": {"x-hub-signature-256": f"sha256={made}"},
            "body": raw,
        }
        return WebhookRequest(**{**values, **changes})

    def test_whatever_comes_is_completed_or_refused(self):
        one = self.connector_class(self.settings_values)
        with patch.object(type(one), "looked_up", lambda *path, **params: {}):
            for _path, payload in self.payloads():
                for mutant in mutations(json.loads(payload.body)):
                    body = json.dumps(mutant).encode()
                    with contextlib.suppress(PayloadError):
                        one.complete(Payload(external_id="x", body=body))

    def test_the_sdk_knows_what_is_wrong(self):
        """The check itself: an unknown parameter, value, field, modifier and verb."""
        self.assertTrue(graph_names.field_problems("Comment", "id,from{id},author"))
        self.assertTrue(graph_names.field_problems("IGMedia", "comments{id,message}"))
        asked = "comments.filter(stream).sort(x){id}"
        self.assertTrue(graph_names.field_problems("PagePost", asked))
        for method, body in (
            ("POST", {"recipient": {}, "text_body": "x"}),
            ("POST", {"messaging_type": "REPLY"}),
            ("GET", {}),
        ):
            asked = Asked(
                method=method,
                path="/v26.0/1/messages",
                query={},
                headers={"content-type": "application/json"},
                body=json.dumps(body).encode(),
            )
            self.assertTrue(graph_names.problems(asked, "Page", "create_message"))

    def arrival(self, name: str) -> dict[str, Any]:
        """The body of a golden payload."""
        found = {path.stem: payload for path, payload in self.payloads()}
        return json.loads(found[name].body)


def path_of(asked: Asked) -> str:
    """Without the version."""
    return re.sub(r"^/v[0-9.]+/", "", asked.path).lstrip("/")


def asked_as(stub: PlatformStub) -> list[str]:
    return [f"{one.method} {path_of(one)}" for one in stub.asked]

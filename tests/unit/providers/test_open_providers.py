"""Which services there are, by settings and environment."""

import subprocess
import sys
from typing import Any

import pytest

from instar.model.settings import Settings
from instar.providers import DEFAULT_MODEL, open_providers
from tests.support.model_service import MODELS, ModelService

OPENAI = {"OPENAI_API_KEY": "sk-1"}
ANTHROPIC = {"ANTHROPIC_API_KEY": "sk-2"}
BOTH = {**OPENAI, **ANTHROPIC}


def ids(environment: dict[str, str], **settings: Any) -> list[str]:
    return [one.id for one in open_providers(Settings(**settings), environment)]


def test_nothing_is_there_when_nothing_is_said() -> None:
    assert ids({}) == []
    assert ids({"OPENAI_API_KEY": "", "ANTHROPIC_API_KEY": ""}, model="any") == []


@pytest.mark.parametrize(
    ("environment", "settings", "expected"),
    [
        (OPENAI, {}, ["openai"]),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"}, {}, ["openai"]),
        (ANTHROPIC, {}, ["anthropic"]),
        (BOTH, {}, ["openai", "anthropic"]),
        (BOTH, {"model": "anthropic/claude-x"}, ["anthropic", "openai"]),
        (BOTH, {"models": "gpt-x, gpt-y"}, ["openai"]),
        (BOTH, {"models": "anthropic/claude-x"}, ["anthropic"]),
        (BOTH, {"models": "anthropic/claude-x", "model": "gpt-x"}, ["openai", "anthropic"]),
        # A gateway's own id, for there is no key of Anthropic's.
        (OPENAI, {"model": "anthropic/claude-x"}, ["openai"]),
    ],
)
def test_services_are_those_with_a_key_or_an_address(environment, settings, expected) -> None:
    assert ids(environment, **settings) == expected


def test_a_usual_model_that_nobody_has_is_named() -> None:
    with pytest.raises(ValueError, match="gpt-x"):
        ids(ANTHROPIC, model="gpt-x")


async def models(environment: dict[str, str], **settings: Any) -> list[list[str]]:
    found = []
    for one in open_providers(Settings(**settings), environment):
        found.append([model.id for model in await one.models()])
        await one.close()
    return found


async def test_models_are_asked_of_the_service_that_has_them(service: ModelService) -> None:
    here = {"OPENAI_BASE_URL": service.url, "ANTHROPIC_BASE_URL": service.root, **ANTHROPIC}
    assert await models(here) == [
        ["fake-mini", "fake-large", "plain-small", "fake-8b-instruct"],
        [f"anthropic/{id_}" for id_ in MODELS],
    ]
    assert await models(here, models="one, anthropic/two,three", model="three") == [
        ["three", "one"],
        ["anthropic/two"],
    ]
    assert await models(here, models="one", model="anthropic/two") == [["anthropic/two"], ["one"]]


async def test_openai_s_own_usual_model_is_the_smallest_of_its_newest_family(
    service: ModelService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instar.providers.OPENAI", service.url)
    assert await models(OPENAI) == [
        [DEFAULT_MODEL, "fake-mini", "fake-large", "plain-small", "fake-8b-instruct"]
    ]
    assert await models(OPENAI, models="gpt-x, gpt-y") == [["gpt-x", "gpt-y"]]


FIRST_QUESTION = """
import asyncio, sys
from instar.model.settings import Settings
from instar.providers import open_providers
from tests.support.models import asking

async def ask():
    for provider in open_providers(Settings(), None):
        model = (await provider.models())[0].id
        before = set(sys.modules)
        async for _ in provider.stream(asking("ok", model)):
            pass
        print(model, sorted(set(sys.modules) - before))
        await provider.close()

asyncio.run(ask())
"""


def test_the_first_question_imports_nothing_while_everybody_waits(service: ModelService) -> None:
    here = {"OPENAI_BASE_URL": service.url, "ANTHROPIC_BASE_URL": service.root, **ANTHROPIC}
    code = FIRST_QUESTION.replace("None", repr(here))
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert shown.stdout.split("\n")[:2] == ["fake-mini []", "anthropic/fake-mini []"]

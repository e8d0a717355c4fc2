"""The models of a service, in the order in which they are offered."""

from collections.abc import Iterable

from instar.sdk.models import Model


def usual_first(usual: Model | None, models: Iterable[Model]) -> list[Model]:
    """The models, the usual one before all others, whether it is among them or not."""
    known = {model.id: model for model in models}
    first = known.pop(usual.id, usual) if usual else None
    return [*([first] if first else ()), *known.values()]

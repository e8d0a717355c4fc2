"""The answer that pages are measured with."""

from bench.markdown import tokens


def test_an_answer_has_as_many_tokens_as_asked_and_begins_like_a_longer_one():
    short, long = tokens(40), tokens(5_000)
    assert (len(short), len(long)) == (40, 5_000)
    assert long[:40] == short


def test_tokens_are_as_short_as_a_models():
    long = tokens(5_000)
    assert 3 <= len("".join(long)) / len(long) <= 5

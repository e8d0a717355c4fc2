"""Dead code is a function, method, class or import that nothing names."""

from tools import dead_code


def test_what_nothing_names_is_found(monkeypatch, tmp_path):
    monkeypatch.setattr(dead_code, "ROOT", tmp_path)
    (tmp_path / "a.py").write_text("import os\n\ndef used(): ...\n\ndef unused(): ...\n")
    (tmp_path / "b.py").write_text("from a import used\n\nfield: int = 1\nused()\n")
    assert dead_code.find_dead_code([tmp_path]) == [
        "a.py:1: unused import 'os'",
        "a.py:5: unused function 'unused'",
    ]

"""A bank and the expressions it is searched for must be of one encoder and version; the message says what to do."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from core.bank.store import ExpressionBank
from core.errors import FormatError
from core.expression.encoder import get_encoder
from core.project.chain_parts import check_encoder, encoder_of_bank


@pytest.mark.parametrize("name", ["geo", "geo+anny52"])
def test_a_run_takes_the_encoder_of_its_bank(tmp_path: Path, name: str) -> None:
    path = tmp_path / "people.rafbank"
    ExpressionBank.create(path, get_encoder(name)).close()
    assert encoder_of_bank(path) == name
    with ExpressionBank.open(path) as bank:
        check_encoder(bank, SimpleNamespace(encoder=get_encoder(name)))


def test_a_bank_of_another_encoder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.rafbank"
    ExpressionBank.create(path, get_encoder("geo")).close()
    with ExpressionBank.open(path) as bank:
        with pytest.raises(FormatError, match="another encoder") as caught:
            check_encoder(bank, SimpleNamespace(encoder=get_encoder("anny52")))
        newer = SimpleNamespace(encoder=SimpleNamespace(id="geo", version=2))
        with pytest.raises(FormatError, match="another version"):
            check_encoder(bank, newer)
    assert "Build it again" in str(caught.value.next_step)

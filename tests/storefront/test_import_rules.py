"""Files in every dialect that programs write, and what each cell may say: no database, no page."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storefront.company.ids import check_digit
from storefront.imports import customer_rows, invoice_rows, sheets, values
from storefront.imports.customer_columns import COLUMNS as CUSTOMER
from storefront.imports.invoice_columns import COLUMNS as INVOICE
from storefront.imports.invoice_verdicts import Person, Shop, verdict
from storefront.imports.problems import BadCell, BadFile
from storefront.imports.verdicts import Outcome
from storefront.invoices.rules import spellings
from storefront.money import format_cents

TODAY = date(2026, 11, 26)
CELLS = st.text(alphabet="aZ9 áñÑ;,\t\"'=\n|.", max_size=12).map(str.strip)
DIALECTS = st.tuples(
    st.sampled_from(sheets.SEPARATORS), st.sampled_from(["\r\n", "\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]), st.sampled_from(["", "sep="]),
)  # fmt: skip
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(rows: list[list[str]], dialect: tuple[str, str, int, str, str]) -> bytes:
    separator, end, quoting, encoding, hint = dialect
    out = io.StringIO(newline="")
    if hint:
        out.write(f"{hint}{separator}{end}")
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue().encode(encoding)


def customer(**cells: str) -> customer_rows.Draft[customer_rows.CustomerData]:
    usual = {"Nombre": "Ana", "Tipo de documento": "CC", "Número": "1020304050"}
    row = usual | {title.replace("_", " "): cell for title, cell in cells.items()}
    return customer_rows.drafts(read(row, CUSTOMER))[0]


def invoice(**cells: str) -> invoice_rows.Draft[invoice_rows.InvoiceRow]:
    usual = {"Número": "FE-1", "Fecha": "2026-11-01", "Vence": "01/12/2026", "NIT": "900123456",
             "Total": "1190000"}  # fmt: skip
    return invoice_rows.drafts(read(usual | cells, INVOICE), TODAY)[0]


def read(row: dict[str, str], columns: tuple[sheets.Column, ...]) -> list[sheets.Row]:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([list(row), list(row.values())])
    return sheets.read(out.getvalue().encode(), columns).rows


def why(draft: object) -> str:
    return " ".join(f"{p.column}: {p.message % p.values}" for p in draft.problems)  # type: ignore[attr-defined] # any draft


@quick
@given(st.lists(CELLS, min_size=11, max_size=11).filter(any), DIALECTS, st.randoms())
def test_the_template_comes_back_whole_in_every_dialect(
    cells: list[str], dialect: tuple[str, str, int, str, str], chance: object
) -> None:
    columns = list(CUSTOMER)
    chance.shuffle(columns)  # type: ignore[attr-defined] # hypothesis gives a Random
    titles = [column.title.upper() for column in columns]
    rows = sheets.read(written([titles, cells], dialect), CUSTOMER).rows
    assert [row.cells for row in rows] == [
        {column.key: cell for column, cell in zip(columns, cells, strict=True)}
    ]
    assert rows[0].line == (3 if dialect[4] else 2)


@quick
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(
    lambda text: f"Nombre;Tipo;Número\n{text}".encode())))  # fmt: skip
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    try:
        rows = sheets.read(content, CUSTOMER).rows
    except BadFile:
        return
    drafts = customer_rows.drafts(rows)
    assert [draft.line for draft in drafts] == [row.line for row in rows]
    assert all((draft.data is None) == bool(draft.problems) for draft in drafts)


@quick
@given(st.integers(100, 10**14))
def test_an_amount_is_the_same_in_every_dialect(cents: int) -> None:
    pesos, rest = divmod(cents, 100)
    english = f"{pesos:,}.{rest:02d}"
    for text in (format_cents(cents), english, f"{pesos}.{rest:02d}", f"{pesos},{rest:02d}",
                 f"COP {pesos}.{rest:02d}00", f'="{pesos},{rest:02d}"'):  # fmt: skip
        assert values.amount(text, 0) == cents, text


@pytest.mark.parametrize("text", ["", "mil", "1.2.3", "1,24,000", "-5", "1.240.000.50", "1,5555",
                                  "9" * 40, "٣٣٣", "0x10", "99"])  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        values.amount(text, 10_000)


@quick
@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_day_is_the_same_in_every_dialect(day: date) -> None:
    for text in (f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}",
                 f"{day:%d-%m-%Y} 00:00:00", f"{day:%Y-%m-%d}T23:59:59"):  # fmt: skip
        assert values.day(text) == day, text


@pytest.mark.parametrize("text", ["", "ayer", "11/26/2026", "30/02/2026", "26/11/26", "20261126"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        values.day(text)


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "vac"), (b"\xef\xbb\xbf \n", "vac"), (b"PK\x03\x04xx", "Excel"),
    (b"\x89PNG\0\0", "no es un CSV"), (b"\x81\x8d\x8f", "No pudimos leer"),
    (b"Nombre;Tipo\nAna;CC\n", "Falta la columna N"), (b"a;b\n1;2\n", "No encontramos los t"),
    (b"Nombre;Tipo;NIT\n", "solo trae los t"), (b"Nombre;Tipo;NIT;Documento\n", "Dos columnas"),
    (b'Nombre;Tipo;NIT\n"Ana;CC;1\n', "En la fila 2 hay comillas"),
    (b"Nombre;Tipo;NIT\n" + b"A" * 200_000 + b";CC;1\n", "celda demasiado larga"),
    (b"Nombre;Tipo;NIT\n" + b"A;CC;1\n" * 2_001, "2001 filas"),
    (b"x" * (sheets.LARGEST + 1), "1 MB"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(content: bytes, sentence: str) -> None:
    with pytest.raises(BadFile) as bad:
        sheets.read(content, CUSTOMER)
    assert sentence in bad.value.message % bad.value.values


@given(st.integers(100_000_000, 999_999_999))
@quick
def test_a_nit_is_taken_with_its_own_digit_only(number: int) -> None:
    right = check_digit(str(number))
    wrong = str((int(right) + 1) % 10)
    points = f"{number:,}".replace(",", ".")
    for cells in ({"Número": points, "DV": right}, {"Número": f"{points}-{right}"}):
        draft = customer(**cells, Tipo_de_documento="nit")
        assert draft.data is not None, why(draft)
        assert (draft.data.id_number, draft.data.dv) == (str(number), right)
    assert f"El DV de ese NIT es {right}." in why(
        customer(Número=points, DV=wrong, Tipo_de_documento="31"))
    assert "El DV" in why(customer(Número=points, Tipo_de_documento="NIT"))


@pytest.mark.parametrize(("cells", "sentence"), [
    ({"Nombre": " "}, "Nombre: Escribe el nombre."),
    ({"Nombre": "A" * 121}, "Nombre: Máximo 120 letras."),
    ({"Nombre": "Ana\x07"}, "Nombre: Tiene signos"),
    ({"Tipo_de_documento": "Cedulita"}, "«Cedulita»"),
    ({"Número": "12x"}, "Número: Este tipo de documento solo lleva números."),
    ({"Número": "9,00123E+08"}, "Excel cambió el número por 9,00123E+08"),
    ({"Correo": "ana@"}, "Correo: Escribe un correo completo"),
    ({"Celular": "6017654321"}, "Celular: Escribe un celular"),
    ({"Plazo": "-1"}, "Plazo en días: Escribe entre 0 y 365"),
    ({"Plazo": "9" * 5000}, "Plazo en días: Escribe entre 0 y 365"),
    ({"Retefuente": "120"}, "Retefuente: Escribe una tarifa"),
    ({"Retenedor": "tal vez"}, "Practica retenciones: Escribe Sí o No"),
])  # fmt: skip
def test_a_wrong_cell_names_its_column(cells: dict[str, str], sentence: str) -> None:
    assert sentence in why(customer(**cells))


def test_a_row_cut_in_the_wrong_places_is_told() -> None:
    rows = sheets.read(b"Nombre,Tipo,NIT\nAna,hija,CC,1020304050\n", CUSTOMER).rows
    assert "más celdas que títulos" in why(customer_rows.drafts(rows)[0])


@pytest.mark.parametrize(("cells", "sentence"), [
    ({"Número": "FE/9"}, "Número: Escribe prefijo y número"),
    ({"Prefijo": "FV", "Número": "FE-1"}, "Número: Escribe prefijo y número"),
    ({"CUFE": "abc"}, "El CUFE tiene 96"),
    ({"Vence": "2026-10-31"}, "Fecha de vencimiento: No puede vencer antes"),
    ({"Fecha": "27/11/2026"}, "Fecha de emisión: La fecha de emisión no puede ser futura."),
    ({"NIT": "900123456-9"}, "El DV de ese NIT es 8."),
    ({"NIT": ""}, "Escribe el documento del cliente."),
    ({"Total": "0,50"}, "Total: Escribe un valor"),
    ({"Base": "1000000"}, "IVA: Escribe también el IVA"),
    ({"IVA": "190000"}, "Base sin IVA: Escribe también la base"),
    ({"Base": "1.000.000", "IVA": "190.001"}, "La base más el IVA no pueden pasar del total."),
    ({"Saldo": "0"}, "Saldo: Ya está pagada"),
    ({"Saldo": "500000"}, "Saldo: Es distinto del total"),
])  # fmt: skip
def test_a_wrong_invoice_names_its_column(cells: dict[str, str], sentence: str) -> None:
    assert sentence in why(invoice(**cells))


@pytest.mark.parametrize(("prefix", "number"), [
    ("FE", "1038"), ("fe", "FE1038"), ("", "FE 1038"), ("FE-", "FE-1038"),
])  # fmt: skip
def test_a_number_is_one_however_it_is_split(prefix: str, number: str) -> None:
    draft = invoice(Prefijo=prefix, Número=number)
    assert draft.data is not None, why(draft)
    assert "FE1038" in spellings(draft.data.number) or draft.data.number == "FE1038"


def test_the_customer_is_found_by_document_and_only_if_it_is_one() -> None:
    company = Person(7, "Compañía SAS", "NIT", "900123456", "8")
    twin = Person(8, "Otra", "CE", "900123456", "")
    one, two = Shop({"900123456": [company]}), Shop({"900123456": [company, twin]})
    for cells in ({"NIT": "900.123.456-8"}, {"NIT": "0900123456"}, {"Tipo de documento": "nit"}):
        seen = verdict(invoice(**cells), one)
        assert seen.outcome is Outcome.NEW
        assert seen.data is not None
        assert seen.data.customer_id == company.id
    assert verdict(invoice(), two).problems[0].message.startswith("Hay más de un cliente")
    chosen = verdict(invoice(**{"Tipo de documento": "CE"}), two)
    assert chosen.data is not None
    assert chosen.data.customer_id == twin.id
    assert verdict(invoice(), Shop()).outcome is Outcome.WRONG

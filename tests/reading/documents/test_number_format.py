"""Numbers as a cell shows them, against what a spreadsheet program prints."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from hengji.reading.formats.parts.number_format import BUILT_IN, StrangeFormatError, display, is_day, moment

ACCOUNT = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "printed"),
    [
        ("15.47", "General", "15.47"),
        ("15.470000000000001", "General", "15.47"),
        ("2900.8", "General", "2900.8"),
        ("100", "General", "100"),
        ("1E-7", "General", "0.0000001"),
        ("0", "General", "0"),
        ("7", "@", "7"),
        ("2916.265", "0.00", "2916.27"),
        ("-2916.265", "0.00", "-2916.27"),
        ("-0.004", "0.00", "0.00"),
        ("-0.004", '0.00"万元"', "0.00万元"),
        ("14", "0.00", "14.00"),
        ("14", ";;;", ""),
        ("0.125", "0%", "13%"),
        ("0.98526", "0.00%", "98.53%"),
        ("0.125", "0.0%", "12.5%"),
        ("1234567.895", "#,##0.00", "1,234,567.90"),
        ("999", "#,##0", "999"),
        ("0.5", "#.##", ".5"),
        ("3", "0.##", "3"),
        ("12", "00000", "00012"),
        ("-5.5", "0.00_);(0.00)", "(5.50)"),
        ("-5.5", "0.00_);[Red]\\(0.00\\)", "(5.50)"),
        ("0", '0.00;-0.00;"—"', "—"),
        ("1234.5", ACCOUNT, "1,234.50"),
        ("-1234.5", ACCOUNT, "-1,234.50"),
        ("0", ACCOUNT, "-"),
        ("43.5", '0.00"万元"', "43.50万元"),
        ("43.5", '"￥"#,##0.00', "￥43.50"),
        ("45678.9", "[$¥-804]#,##0.0", "¥45,678.9"),
        ("45000", "0!.0,", "4.5"),
        ("12345678", "0!.0000", "1234.5678"),
        ("123456789", "#,##0.00,,", "123.46"),
        ("45356", "yyyy/m/d", "2024/3/5"),
        ("45356", 'yyyy"年"m"月"d"日"', "2024年3月5日"),
        ("45356", "[$-804]yyyy年m月d日", "2024年3月5日"),
        ("45356.354166666664", "yyyy-mm-dd hh:mm", "2024-03-05 08:30"),
        ("45356.999994", "h:mm:ss AM/PM", "11:59:59 PM"),
        ("0.5", "h:mm AM/PM", "12:00 PM"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.0007", "mm:ss", "01:00"),
        ("45356", "d-mmm-yy", "5-Mar-24"),
        ("1", "yyyy/m/d", "1900/1/1"),
        ("61", "yyyy/m/d", "1900/3/1"),
    ],
)
def test_a_number_is_shown_by_its_format(value: str, code: str, printed: str) -> None:
    assert display(Decimal(value), code) == printed


def test_the_result_of_a_formula_loses_the_noise_of_its_last_digits() -> None:
    assert display(Decimal("15.469999999999800"), "General", computed=True) == "15.47"
    assert display(Decimal("0.123456789012345"), "General") == "0.123456789012345"


def test_days_may_count_from_1904() -> None:
    assert display(Decimal(43894), "yyyy/m/d", since_1904=True) == "2024/3/5"


@pytest.mark.parametrize("code", ["# ?/?", "0.00E+00", "[>100]0;0.0", "[DBNum2]0", "aaaa", "0.0.0", "x" * 300])
def test_a_format_that_is_not_understood_is_said_to_be_so(code: str) -> None:
    with pytest.raises(StrangeFormatError):
        display(Decimal("1.5"), code)


def test_a_day_beyond_the_calendar_is_no_day() -> None:
    assert moment(Decimal(2958466), since_1904=False) is None
    assert moment(Decimal(-1), since_1904=False) is None
    assert moment(Decimal("45356.5"), since_1904=False) == datetime(2024, 3, 5, 12)  # noqa: DTZ001 - a cell has no zone


@pytest.mark.parametrize(
    ("code", "day"), [("yyyy/m/d", True), ("0.00", False), ('0.00"day"', False), ("[h]:mm", True), ("General", False)]
)
def test_formats_of_days_are_known(code: str, day: object) -> None:
    assert is_day(code) is day


def test_every_format_that_a_file_may_name_by_number_is_understood() -> None:
    assert [code for code in BUILT_IN.values() if not display(Decimal(1), code)] == []

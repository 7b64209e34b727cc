from server.tabular.csv_writing import csv_lines


def test_nothing_becomes_a_formula_and_numbers_stay_numbers():
    lines = list(csv_lines([("name", "n"), ("=1+1", -3), ("@x", 2.5), ('Әлия, "A"', "-")]))

    assert lines == [
        "\ufeffname,n\r\n",
        "'=1+1,-3\r\n",
        "'@x,2.5\r\n",
        '"Әлия, ""A""",\'-\r\n',
    ]

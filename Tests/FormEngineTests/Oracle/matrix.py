#!/usr/bin/env python3
"""Prints expressions for the oracle: every function and operator with values of every type.

The values are empty, negative, huge and broken ones, Vietnamese text, real and unreal dates, missing and irrelevant nodes.
"""

TEXTS = ["''", "'abc'", "'Đắk Lắk'", "'12'", "'-3.5'", "' 7 '", "'1e3'", "'true'", "'a b c'", "'2026-11-21'",
         "'2026-02-30'", "'2024-02-29'", "'2026-11-21T10:15:30.000+07:00'", "'10:15'"]
NUMBERS = ["0", "-1", "2.5", "-2.5", "7", "20778", "123456789", "-0.5", "1 div 3", "1 div 0", "-1 div 0", "number('x')"]
BOOLEANS = ["true()", "false()"]
DATES = ["date('2026-11-21')", "date('1945-09-02')", "date-time('2026-11-21T10:15:30.000+07:00')"]
NODES = ["/data/e", "/data/i", "/data/d", "/data/neg", "/data/s", "/data/date", "/data/dt", "/data/b", "/data/m",
         "/data/two", "/data/irr", "/data/nothing", "/data/grp/in", "/data/geo", "/data/rep/k", "/data/rep/v",
         "/data/trace", "/data/shape"]
VALUES = TEXTS + NUMBERS + BOOLEANS + DATES + NODES

ONE = ["string", "number", "boolean", "not", "int", "round", "abs", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "exp",
       "exp10", "log", "log10", "count", "count-non-empty", "sum", "max", "min", "concat", "string-length", "normalize-space",
       "boolean-from-string", "date", "date-time", "decimal-date-time", "decimal-time", "count-selected", "area", "distance",
       "enclosed-area", "base64-decode", "depend", "position"]

SOME = ["''", "'abc'", "'Đắk Lắk'", "'12'", "2", "-1.5", "0", "number('x')", "true()", "date('2026-11-21')", "/data/e", "/data/s",
        "/data/m", "/data/i", "/data/date", "/data/nothing", "/data/rep/k"]
TWO = ["contains", "starts-with", "ends-with", "substring-before", "substring-after", "selected", "selected-at", "coalesce", "join",
       "pow", "atan2", "substr", "round", "regex", "max", "min"]
FEW = ["'a b c'", "'abc'", "'b'", "''", "'Lắk'", "1", "-1", "2.5", "true()", "/data/s", "/data/e", "/data/o", "/data/rep/k"]

OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "and", "or"]
OPERANDS = ["''", "'abc'", "'12'", "7", "-2.5", "0", "number('x')", "1 div 0", "true()", "false()", "date('2026-11-21')",
            "'2026-11-21'", "/data/i", "/data/s", "/data/e", "/data/date", "/data/b", "/data/nothing"]

FORMATS = ["%Y", "%y", "%m", "%n", "%b", "%d", "%e", "%a", "%W", "%H", "%h", "%M", "%S", "%3", "%%", "%", "%Z", "", "%d/%m/%Y",
           "ngày %d tháng %m", "%Y-%m-%dT%H:%M:%S.%3"]
DAYS = ["'2026-11-21'", "'2024-02-29'", "'2025-02-29'", "'2000-12-31'", "'1900-02-28'", "'0999-01-01'", "'2026-01-01'", "'2026-13-01'",
        "'2026-1-5'", "'26-01-05'", "'2026/01/05'", "'05-01-2026'", "'2026-11-21T23:59:59.999+07:00'", "'2026-11-21T17:00:00Z'",
        "'2026-11-21T10:15'", "'2026-11-21T10:15:30'", "'2026-11-21T10:15:30.5+07:00'", "'2026-11-21T24:00:00.000+07:00'",
        "'2026-11-21T10:60:00.000+07:00'", "'2026-11-21T10:15:30.000-05:00'", "'2026-11-21T10:15:30.000+05:30'",
        "'2026-11-21T10:15:30.000+07'", "'2026-11-21 10:15:30'", "' 2026-11-21'", "'2026-11-21 '", "''", "'x'", "0", "-1", "20778.427",
        "20454", "-25567", "1 div 0", "number('x')", "true()", "/data/date", "/data/dt", "/data/e", "/data/irr", "/data/s"]

DIGESTS = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"]
PATTERNS = [
    ("'aa'", r"'(a)\1'"), ("'ab'", r"'(a)\1'"), ("'abab'", r"'(ab)\1'"), ("'abba'", r"'(a)(b)\2\1'"), ("'12-12'", r"'(\d+)-\1'"),
    ("'12-13'", r"'(\d+)-\1'"), ("'aaa'", "'a++'"), ("'aaa'", "'a++a'"), ("'aaa'", "'a*+a'"), ("'aab'", "'a*+b'"), ("'ab'", "'a?+b'"),
    ("'aaa'", "'a{2}+a'"), ("'aaa'", "'a{1,3}+a'"), ("'foo'", "'(?>a|fo|f)oo'"), ("'foo'", "'(?>f|fo)oo'"), ("'aaaa'", r"'(a+)\1'"),
    ("'aaaaa'", r"'(a+)\1'"), ("'ABab'", r"'(?i)(ab)\1'"), ("''", r"'(a)?\1'"), ("'xx'", r"'(?<c>x)\k<c>'"), ("'xy'", r"'(?<c>x)\k<c>'"),
    ("'a.b'", r"'\Qa.b\E'"), ("'axb'", r"'\Qa.b\E'"), ("'Đ'", r"'[\p{Lu}]'"), ("'đ'", r"'\p{Lu}'"), ("'đ'", r"'\p{Ll}'"), ("'5'", r"'\P{L}'"),
    ("'ắ'", r"'\p{L}'"), ("'ắ'", "'.'"), ("'a\u0302'", r"'\p{L}\p{M}'"), ("'Nguyễn Văn A'", r"'[\p{L} ]+'"), ("'abc'", "'(?x)a b c'"),
    ("'a'", "'[^b]'"), ("'b'", "'[^b]'"), ("'-'", "'[a-]'"), ("'^'", "'[a^]'"), ("'a'", "'[a-c&&b-d]'"), ("'b'", "'[a-c&&b-d]'"),
    ("'d'", "'[a-b[d]]'"), ("'a1'", r"'\w\d'"), ("' '", r"'\s'"), ("'x'", r"'\S'"), ("'ab'", r"'a\Bb'"), ("'a b'", r"'a\b b'"),
    ("'abc'", "'(?<=a)bc'"), ("'abc'", "'a(?<=a)bc'"), ("'abc'", "'a(?<!b)bc'"), ("'abc'", "'abc|abd'"), ("'abd'", "'ab(c|d)'"), ("'a'", "'['"),
    ("'a'", "'('"), ("'a'", "'a**'"), ("'a'", "'*a'"), ("'a'", r"'\q'"), ("'{'", r"'\{'"), ("'a{'", "'a{'"), ("'a}'", "'a}'"), ("']'", "']'"),
    ("'a'", "'a{0}'"), ("''", "'a{0}'"), ("''", "'()'"), ("'a'", "'a|'"), ("''", "'|a'"), ("'0123456789'", r"'[0-9]{10}'"),
    ("'001099012345'", r"'[0-9]{3}[0-3][0-9]{8}'"), ("'A'", r"'\x41'"), ("'A'", r"'\u0041'"), ("'é'", "'[à-ỹ]'"), ("'Z'", "'[^A-Y]'"),
    ("'\u0110'", "'(?i)\u0111'"), ("'\u0110'", "'(?iu)\u0111'"), ("'K'", "'(?i)k'"), ("'ab'", "'(?i:A)b'"), ("'aB'", "'(?i:A)b'"),
    ("'a'", r"'\p{Alpha}'"), ("'ă'", r"'\p{Alpha}'"), ("'ă'", r"'\p{IsAlphabetic}'"), ("'a'", r"'\p{javaLowerCase}'"),
    ("'!'", r"'\p{Punct}'"), ("'f'", r"'\p{XDigit}'"), ("'g'", r"'\p{XDigit}'"), ("'x'", r"'\p{ASCII}'"), ("'ă'", r"'\p{ASCII}'"),
    ("' '", r"'\p{Blank}'"), ("'a'", r"'\p{Graph}'"), ("' '", r"'\p{Print}'"), ("'x'", r"'\p{Foo}'"), ("'ạ'", r"'\p{InLatin_Extended_Additional}'"),
    ("'a'", r"'\p{IsLatin}'"), ("'Ж'", r"'\p{IsLatin}'"), ("'Ж'", r"'\p{IsCyrillic}'"), ("' '", r"'\h'"), ("'aaa'", "'(a*)*b'"), ("'aab'", "'(a*)*+b'"), ("'abcabc'", r"'(abc)\1'"), ("'abcABC'", r"'(?i)(abc)\1'"), ("'aa'", r"'\1(a)'"),
    ("'aXa'", r"'(a)(?=X)X\1'"), ("'abab'", r"'(?:(a)|b)*\1'"), ("'baa'", r"'(?:(a)|b)*\1'"), ("'aa1'", r"'(a)\11'"), ("''", r"'(a*)*\1'"), ("'aaab'", "'(?>a*)b'"),
    ("'aaab'", "'(?>a*)ab'"), ("'0909'", r"'(\d)(\d)\1\2'"), ("'tớ tớ'", r"'(\p{L}+) \1'"), ("'abc'", "'(?i-i:abc)'"), ("'ABC'", "'(?i)a(?-i)bc'"), ("'Abc'", "'(?i)a(?-i)bc'"),
    ("'a#b'", r"'(?x)a \# b # no'"), ("'ab'", r"'(?<x>a)(?<y>b)'"), ("'a-b'", r"'[\Q-\Ea-b]+'"), ("'aab'", "'a{2,}+b'"), ("'12/12'", r"'^(\d\d)/\1$'"), ("'a'", r"'(?<n>a)\k<m>'"),
    ("'a'", r"'\2(a)'"), ("'xay'", "'x(?!b)ay'"), ("'ấp ấp'", r"'(ấp) \1'"), ("'ẤP ấp'", r"'(?i)(ấp) \1'"), ("'AP ap'", r"'(?i)(ap) \1'"), ("'ạ'", r"'\p{IsLatin}'"), ("'中'", r"'\p{IsHan}'"), ("'12'", r"'\d+?'"), ("'aXbX'", "'.*?X'"),
]
GEO = ["'10 106'", "'10 106 0 0'", "'10 106 0 0;11 107 0 0'", "'10 106;11 107;12 106;10 106'", "'10 106;10 107;11 107;11 106;10 106'", "'x y'",
       "'10'", "''", "'91 181'", "'-10 -106 0 0; -11 -107 0 0'", "/data/geo", "/data/trace", "/data/shape", "/data/points/p", "/data/e", "5", "true()",
       "'10 106 0 0;;11 107 0 0'", "'10 106;11 107;'", "'0 179;0 -179'", "'89.9 0;89.9 180'", "'10.762622 106.660172 5 3'"]
POINTS = ["'10.5 106.5 0 0'", "'20 20'", "'10 106'", "'10 106.5'", "'x'", "''", "/data/geo", "/data/e"]
SHAPES = ["'10 106;10 107;11 107;11 106;10 106'", "'10 106;10 107;11 107;11 106'", "/data/shape", "'10 106;11 107'", "''", "'x'", "/data/e"]

def main():
    for name in ONE:
        print(f"# {name}")
        for value in VALUES:
            print(f"{name}({value})")
    for name in TWO:
        print(f"# {name}")
        for first in SOME:
            for second in FEW:
                print(f"{name}({first}, {second})")
    for operator in OPERATORS:
        print(f"# {operator}")
        for first in OPERANDS:
            for second in OPERANDS:
                print(f"{first} {operator} {second}")
    print("# formats")
    for function in ("format-date", "format-date-time"):
        for text in FORMATS:
            print(f"{function}('2026-01-05T09:05:07.042+07:00', '{text}')")
            print(f"{function}('2024-12-30', '{text}')")
        for day in DAYS:
            print(f"{function}({day}, '%d/%m/%Y %H:%M:%S.%3')")
    print("# days")
    for function in ("date", "date-time", "decimal-date-time", "decimal-time", "number", "string"):
        for day in DAYS:
            print(f"{function}({day})")
    for day in DAYS:
        print(f"date({day}) + 1")
        print(f"date({day}) < date('2026-06-01')")
        print(f"{day} = date('2026-11-21')")
    print("# digests")
    for algorithm in DIGESTS:
        for encoding in ("hex", "base64"):
            for text in ("'abc'", "'Đắk Lắk'", "''", "/data/i"):
                print(f"digest({text}, '{algorithm}', '{encoding}')")
    print("# patterns")
    for text, pattern in PATTERNS:
        print(f"regex({text}, {pattern})")
    print("# places")
    for place in GEO:
        for name in ("area", "distance", "enclosed-area"):
            print(f"{name}({place})")
        print(f"distance({place}, '10 106')")
    for point in POINTS:
        for shape in SHAPES:
            print(f"geofence({point}, {shape})")


if __name__ == "__main__":
    main()

"""Arithmetic, without running anybody's code: the expression is parsed, and known nodes are worked out."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Annotated

from msgspec import Meta

from instar.sdk import tool

BITS = 4_096
"""Of a whole number: 1,233 digits."""

Number = int | float
Expression = Annotated[
    str,
    Meta(description="Such as 2 * (3 + 4) ** 2 or sqrt(2) / pi.", min_length=1, max_length=300),
]


@tool(capability="read", seconds=5.0)
async def calculate(expression: Expression) -> str:
    """Work out an arithmetic expression.

    It may have + - * / // % ** ^, brackets, pi, e, tau, and abs, round, min, max, floor, ceil, sqrt,
    exp, log, log2, log10, sin, cos, tan, asin, acos, atan, degrees, radians. `^` is a power.
    """
    try:
        result = _value(ast.parse(expression.strip(), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError):
        raise ValueError("This is no arithmetic expression.") from None
    except ZeroDivisionError:
        raise ValueError("This divides by zero.") from None
    except OverflowError:
        raise ValueError("The result is too large.") from None
    except TypeError:
        raise ValueError("A function has too few or too many arguments.") from None
    return str(result) if isinstance(result, int) else f"{result:.15g}"


def _power(base: Number, exponent: Number) -> Number:
    if isinstance(base, int) and isinstance(exponent, int):
        if exponent > 0 and base.bit_length() * exponent > BITS:
            raise OverflowError
        if exponent < 0:
            return float(base) ** exponent
    elif base < 0:
        return math.pow(base, exponent)  # refuses what would be complex
    return base**exponent


CONSTANTS: Mapping[str, float] = {"pi": math.pi, "e": math.e, "tau": math.tau}
FUNCTIONS: Mapping[str, Callable[..., Number]] = {
    **{one.__name__: one for one in (abs, min, max, round)},
    **{
        name: getattr(math, name)
        for name in (
            *("floor", "ceil", "sqrt", "exp", "log", "log2", "log10", "degrees", "radians"),
            *("sin", "cos", "tan", "asin", "acos", "atan"),
        )
    },
}
OPERATORS: Mapping[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
    ast.BitXor: _power,
}
SIGNS: Mapping[type[ast.unaryop], Callable[[Number], Number]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}


def _value(node: ast.expr) -> Number:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _bounded(value)
        case ast.Name(id=name) if name in CONSTANTS:
            return CONSTANTS[name]
        case ast.UnaryOp(op=sign) if type(sign) in SIGNS:
            return SIGNS[type(sign)](_value(node.operand))
        case ast.BinOp(op=kind) if type(kind) in OPERATORS:
            return _bounded(OPERATORS[type(kind)](_value(node.left), _value(node.right)))
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
            return _bounded(FUNCTIONS[name](*map(_value, node.args)))
    raise ValueError(f"An expression cannot have `{ast.unparse(node)[:40]}`.")


def _bounded(value: Number) -> Number:
    too_large = value.bit_length() > BITS if isinstance(value, int) else not math.isfinite(value)
    if too_large:
        raise OverflowError
    return value

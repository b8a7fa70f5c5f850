"""A client made with Qpid Proton: proton-client.py <port> <scenario>. Prints what it saw as lines of JSON."""
import json
import sys
import uuid

from proton import Array, Data, Described, Message, UNDESCRIBED, byte, char, decimal32, decimal64, decimal128, float32, int32, short, symbol, timestamp, ubyte, uint, ulong, ushort
from proton.utils import BlockingConnection, LinkDetached

PORT, SCENARIO = sys.argv[1:3]


def say(**what):
    print(json.dumps(what), flush=True)


def every_type():
    return [
        None, True, False, ubyte(200), byte(-100), ushort(60000), short(-30000), uint(0), uint(200), uint(4000000000), int32(-5), int32(-2000000000),
        ulong(0), ulong(200), ulong(1 << 63), -5, -(1 << 62), float32(1.5), -2.25, decimal32(0x22500001), decimal64(0x2238000000000001),
        decimal128(bytes(range(16))), char("\U0001F600"), timestamp(1700000000123), uuid.UUID(int=0x00112233445566778899AABBCCDDEEFF), b"\x01\x02", b"x" * 300,
        "grüße", "y" * 300, symbol("sym"), [1, "two", [None]], [], {"k": "v", symbol("s"): ulong(1)},
        Array(UNDESCRIBED, Data.INT, int32(1), int32(-200000)), Array(UNDESCRIBED, Data.STRING, "a", "b"), Array(UNDESCRIBED, Data.SYMBOL, symbol("a")),
        Described(symbol("d"), "value"), Described(ulong(0x468C00000004), "filter"),
    ]


connection = BlockingConnection("127.0.0.1:" + PORT, timeout=20, allowed_mechs="ANONYMOUS")
if SCENARIO == "exchange":
    sender = connection.create_sender("q")
    original = Message(body=every_type(), id="m-1", properties={"p": symbol("v"), "n": ulong(3)})
    sender.send(original)
    received = connection.create_receiver("q", credit=1).receive(timeout=20)
    say(equal=repr(received.body) == repr(original.body), id=received.id, properties=repr(received.properties))
elif SCENARIO == "large":
    body = bytes(range(256)) * 2500
    connection.create_sender("q").send(Message(body=body))
    say(equal=connection.create_receiver("q", credit=1).receive(timeout=20).body == body)
elif SCENARIO == "refused":
    try:
        connection.create_receiver("refused")
        say(refused=False)
    except LinkDetached as error:
        say(refused=True, condition=error.condition)
connection.close()

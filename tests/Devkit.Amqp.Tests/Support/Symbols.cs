using Devkit.Amqp.Types;

namespace Devkit.Amqp.Tests.Support;

internal static class Symbols
{
    public static AmqpSymbol AsSymbol(this string text) => new(text);
}

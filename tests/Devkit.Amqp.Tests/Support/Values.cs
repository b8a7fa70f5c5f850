using System.Collections;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Tests.Support;

/// <summary>Compares values by type and content, whatever they contain.</summary>
internal static class Values
{
    public static void ShouldBeEqual(object? actual, object? expected) => AreEqual(actual, expected, "value").ShouldBe("");

    /// <summary>Where two values differ, or an empty text.</summary>
    public static string AreEqual(object? actual, object? expected, string path) => (actual, expected) switch
    {
        (null, null) => "",
        (null, _) or (_, null) => $"{path}: {actual ?? "null"} and not {expected ?? "null"}",
        _ when actual.GetType() != expected.GetType() => $"{path}: a {actual.GetType()} and not a {expected.GetType()}",
        (DescribedValue a, DescribedValue b) => AreEqual(a.Descriptor, b.Descriptor, path + ".descriptor") + AreEqual(a.Value, b.Value, path + ".value"),
        (AmqpArray a, AmqpArray b) => AreEqual(a.Descriptor, b.Descriptor, path + ".descriptor") + AllEqual(a.Items, b.Items, path),
        (AmqpMap a, AmqpMap b) => AllEqual(a.Select(x => x.Key), b.Select(x => x.Key), path + ".keys") + AllEqual(a.Select(x => x.Value), b.Select(x => x.Value), path),
        (string a, string b) => a == b ? "" : $"{path}: '{a}' and not '{b}'",
        (IEnumerable a, IEnumerable b) => AllEqual(a, b, path),
        _ => actual.Equals(expected) ? "" : $"{path}: {actual} and not {expected}",
    };

    private static string AllEqual(IEnumerable actual, IEnumerable expected, string path)
    {
        object?[] a = [.. actual.Cast<object?>()];
        object?[] b = [.. expected.Cast<object?>()];
        return a.Length == b.Length
            ? string.Concat(a.Zip(b).Select((pair, i) => AreEqual(pair.First, pair.Second, $"{path}[{i}]")))
            : $"{path}: {a.Length} items and not {b.Length}";
    }
}

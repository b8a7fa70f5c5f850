using System.Globalization;
using System.Text.RegularExpressions;
using Devkit.EventHubs.Broker.Hubs;
using Devkit.EventHubs.Broker.Protocol;
using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Receivers;

/// <summary>
/// The selector with which a consumer says where it begins, such as
/// <c>amqp.annotation.x-opt-offset &gt; '-1'</c>. JavaScript quotes the value, .NET does not.
/// </summary>
internal static partial class StartFilter
{
    private const string EarliestOffset = "-1";
    private const string LatestOffset = "@latest";

    /// <summary>Sequence number of the first event that a consumer with this selector gets.</summary>
    /// <param name="selector">The selector; null begins with the oldest event.</param>
    /// <param name="partition">The partition.</param>
    /// <exception cref="RefusalException">The selector cannot be read, or its position is beyond the end.</exception>
    public static long Resolve(string? selector, Partition partition)
    {
        if (selector is null)
        {
            return partition.Log.Resolve(LogPosition.Earliest);
        }

        Match match = Selector().Match(selector);
        if (!match.Success)
        {
            throw new RefusalException(Refusals.Argument($"The filter '{selector}' is not supported."));
        }

        string value = match.Groups["value"].Value;
        long exclusive = match.Groups["operator"].Value == ">" ? 1 : 0;
        return match.Groups["property"].Value switch
        {
            "offset" => ResolveOffset(value, exclusive, partition),
            "sequence-number" => ResolveSequenceNumber(Number(value, selector), exclusive, partition),
            _ => partition.Log.Resolve(new LogPosition(LogPositionKind.EnqueuedTime, Number(value, selector) + exclusive)),
        };
    }

    private static long ResolveOffset(string value, long exclusive, Partition partition)
    {
        if (value is EarliestOffset or LatestOffset)
        {
            return partition.Log.Resolve(value == LatestOffset ? LogPosition.Latest : LogPosition.Earliest);
        }

        long last = partition.Log.GetState().LastOffset;
        if (!partition.Offsets.TryParse(value, out long offset))
        {
            throw new RefusalException(Refusals.InvalidOffset(value, partition.Offsets.Format(last), partition.Offsets.Form));
        }

        return offset <= Math.Max(last, 0)
            ? partition.Log.Resolve(new LogPosition(LogPositionKind.Offset, offset + exclusive))
            : throw new RefusalException(Refusals.Argument($"The supplied offset '{value}' is invalid. The last offset in the system is '{partition.Offsets.Format(last)}'"));
    }

    private static long ResolveSequenceNumber(long value, long exclusive, Partition partition)
    {
        long last = partition.Log.GetState().LastSequenceNumber;
        return value + exclusive <= last + 1
            ? partition.Log.Resolve(new LogPosition(LogPositionKind.SequenceNumber, value + exclusive))
            : throw new RefusalException(Refusals.Argument($"The supplied sequence number '{value}' is invalid. The last sequence number in the system is '{last}'"));
    }

    private static long Number(string value, string selector) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new RefusalException(Refusals.Argument($"The filter '{selector}' has no number behind its operator."));

    [GeneratedRegex(
        @"^\s*amqp\.annotation\.x-opt-(?<property>offset|sequence-number|enqueued-time)\s*(?<operator>>=?)\s*(?<quote>'?)(?<value>[^']+?)\k<quote>\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Selector();
}

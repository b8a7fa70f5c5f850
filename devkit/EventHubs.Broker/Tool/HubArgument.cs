using System.CommandLine.Parsing;
using System.Globalization;

namespace Devkit.EventHubs.Broker.Tool;

/// <summary>Reads <c>--hub name[:partitions]</c>.</summary>
internal static class HubArgument
{
    /// <summary>Every hub that was named; what cannot be read becomes an error of the result.</summary>
    public static IReadOnlyList<HubOptions> Parse(ArgumentResult result)
    {
        List<HubOptions> hubs = [];
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            string[] parts = text.Split(':', 2);
            int count = HubOptions.DefaultPartitionCount;
            if (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out count))
            {
                result.AddError($"--hub {text}: '{parts[1]}' is no number of partitions; write it as in --hub orders:8.");
                continue;
            }

            hubs.Add(new HubOptions(parts[0], count));
        }

        return hubs;
    }
}

namespace Compare.Results;

/// <summary>Where, when and how a run was made.</summary>
internal sealed record RunHead
{
    /// <summary>The machine's name in the results; what it is, unless it was named.</summary>
    public required string Machine { get; init; }

    /// <summary>Processors of the machine.</summary>
    public int Processors { get; init; } = Environment.ProcessorCount;

    /// <summary>The operating system.</summary>
    public string System { get; init; } = global::System.Runtime.InteropServices.RuntimeInformation.OSDescription;

    /// <summary>The runtime.</summary>
    public string Runtime { get; init; } = global::System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription;

    /// <summary>The client of Event Hubs that all processors stand on; null in results from before it was noted.</summary>
    public string? Client { get; init; }

    /// <summary>How long the disk of temporary folders takes to have a block, in milliseconds; null in results from before it was noted.</summary>
    public double? DiskSyncMs { get; init; }

    /// <summary>The command line that makes such a run.</summary>
    public required string Command { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public double Seconds { get; set; }

    /// <summary>The load average at the beginning; null where the machine does not tell.</summary>
    public required double? LoadAtStart { get; init; }

    /// <summary>The load average at the end.</summary>
    public double? LoadAtEnd { get; set; }

    /// <summary>The stores that were measured, each with what it ran on.</summary>
    public Dictionary<string, string> Servers { get; init; } = [];

    /// <summary>What was left out, each with the reason.</summary>
    public Dictionary<string, string> LeftOut { get; init; } = [];
}

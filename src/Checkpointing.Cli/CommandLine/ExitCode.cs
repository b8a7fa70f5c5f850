namespace Checkpointing.Cli.CommandLine;

/// <summary>What the tool ends with. Scripts rely on these numbers; docs/operating.md lists them.</summary>
internal static class ExitCode
{
    /// <summary>It was done, or all is well.</summary>
    public const int Ok = 0;

    /// <summary>The answer is no: a threshold is passed, stores differ, something was found wanting, or a part was left as it is.</summary>
    public const int Found = 1;

    /// <summary>The command line or the configuration is wrong. Nothing was done.</summary>
    public const int Misused = 2;

    /// <summary>The store or the event hub failed.</summary>
    public const int Failed = 3;

    /// <summary>Nothing was changed, because it was not confirmed, or because owners are alive.</summary>
    public const int Refused = 4;

    /// <summary>It was interrupted.</summary>
    public const int Interrupted = 130;
}

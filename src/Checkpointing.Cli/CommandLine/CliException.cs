namespace Checkpointing.Cli.CommandLine;

/// <summary>Ends the command with one line for the operator.</summary>
internal sealed class CliException : Exception
{
    /// <summary>Ends the command.</summary>
    /// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
    /// <param name="message">What is the matter and what to do; without secrets.</param>
    /// <param name="innerException">What it comes from, which <c>--verbose</c> shows.</param>
    public CliException(int exitCode, string message, Exception? innerException = null)
        : base(message, innerException) => ExitCode = exitCode;

    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; }
}

using System.Text.RegularExpressions;
using Azure.Messaging.EventHubs;
using Checkpointing.Cli.Terminal;
using Microsoft.Extensions.Options;

namespace Checkpointing.Cli.CommandLine;

/// <summary>Turns whatever goes wrong into one line that says what to do, and an exit code.</summary>
internal static partial class Failures
{
    /// <summary>Tells a failure.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="failure">What happened.</param>
    /// <param name="verbose">Whether to show all of it below the line.</param>
    /// <returns>What the process ends with.</returns>
    public static int Tell(Screen screen, Exception failure, bool verbose)
    {
        (int exitCode, string message) = Explain(failure);
        screen.Complain(Secrets.Hide(message));
        if (verbose)
        {
            screen.Remark(Secrets.Hide(failure.ToString()));
        }

        return exitCode;
    }

    /// <summary>What a failure means to the operator.</summary>
    public static (int ExitCode, string Message) Explain(Exception failure) => failure switch
    {
        CliException known => (known.ExitCode, known.Message),
        OptionsValidationException options => (ExitCode.Misused, string.Join(" ", options.Failures.Select(WithoutBinder))),
        CheckpointStoreException store => (ExitCode.Failed, store.Message + Advice(store, "")),
        EventHubsException { Reason: EventHubsException.FailureReason.ResourceNotFound } hub =>
            (ExitCode.Failed, $"the event hub says that it has no such hub, consumer group or partition: {hub.Message} Look at EventHubName and ConsumerGroup, or --hub and --group."),
        EventHubsException { Reason: EventHubsException.FailureReason.ServiceCommunicationProblem or EventHubsException.FailureReason.ServiceTimeout } hub =>
            (ExitCode.Failed, $"the event hub cannot be reached: {hub.Message} Look at the network, the namespace's name and its firewall."),
        EventHubsException hub => (ExitCode.Failed, $"the event hub does not answer as it should: {hub.Message}"),
        UnauthorizedAccessException refused => (ExitCode.Failed, $"the event hub or the file refuses access: {refused.Message} Check the credential and its rights."),
        Azure.Identity.AuthenticationFailedException identity => (ExitCode.Failed, $"no token could be had: {FirstLine(identity.Message)} Log in ('az login'), or set a connection string."),
        ArgumentException argument => (ExitCode.Misused, WithoutParameter(argument)),
        FormatException or InvalidDataException => (ExitCode.Misused, failure.Message),
        TimeoutException or System.Net.Sockets.SocketException => (ExitCode.Failed, $"no answer came: {failure.Message} Look whether the store and the event hub can be reached from here."),
        IOException file => (ExitCode.Misused, file.Message),
        NotSupportedException => (ExitCode.Misused, failure.Message),
        _ => (ExitCode.Failed, $"{failure.Message} (--verbose shows where it comes from)"),
    };

    /// <summary>What this tool, or time, can do about a failure of a store; empty if neither can.</summary>
    /// <param name="store">The failure.</param>
    /// <param name="options">The options by which another command works on that store, each behind a space.</param>
    public static string Advice(CheckpointStoreException store, string options) => store switch
    {
        _ when store.Message.Contains("ProvisionAsync", StringComparison.Ordinal) => $" With this tool: checkpoints provision{options}.",
        { IsTransient: true } => " It may pass by itself; repeating the command is safe.",
        _ => "",
    };

    /// <summary>The binder says of a setting that it does not know which of its own switches was set, and names a class.</summary>
    private static string WithoutBinder(string violation) => UnknownSetting().Match(violation) is { Success: true } unknown
        ? $"{unknown.Groups["section"].Value}: there is no setting {unknown.Groups["names"].Value} in {unknown.Groups["options"].Value}. Look at its spelling."
        : violation;

    [GeneratedRegex("^(?<section>[^ ]+): 'ErrorOnUnknownConfiguration' .*[ .](?<options>[^ .:]+): (?<names>'[^:]*')$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex UnknownSetting();

    /// <summary>The name of a parameter is for whoever reads code, and .NET adds it to every message.</summary>
    private static string WithoutParameter(ArgumentException argument) => argument.Message.Replace($" (Parameter '{argument.ParamName}')", "", StringComparison.Ordinal);

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}

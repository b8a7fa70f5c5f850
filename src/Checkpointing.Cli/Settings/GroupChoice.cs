using Checkpointing.Cli.CommandLine;

namespace Checkpointing.Cli.Settings;

/// <summary>What the command line says about the group; what it does not say is null.</summary>
/// <param name="Namespace">The host name of the namespace.</param>
/// <param name="Hub">The event hub.</param>
/// <param name="Group">The consumer group.</param>
/// <param name="Processor">The name of a processor in the settings.</param>
internal sealed record GroupChoice(string? Namespace, string? Hub, string? Group, string? Processor)
{
    /// <summary>Nothing was said.</summary>
    public static GroupChoice Nothing { get; } = new(null, null, null, null);

    /// <summary>Whether all three names were given.</summary>
    public bool IsWhole => Namespace is not null && Hub is not null && Group is not null;

    /// <summary>Takes the options apart: <c>--group</c> may name all three.</summary>
    public static GroupChoice Of(string? fullyQualifiedNamespace, string? hub, string? group, string? processor)
    {
        if (group is null || !group.Contains('/', StringComparison.Ordinal))
        {
            return new GroupChoice(Given(fullyQualifiedNamespace), Given(hub), Given(group), Given(processor));
        }

        string[] parts = group.Split('/');
        if (parts.Length != 3 || parts.Any(string.IsNullOrWhiteSpace) || fullyQualifiedNamespace is not null || hub is not null)
        {
            throw new CliException(
                ExitCode.Misused, $"--group is '{group}': it takes a name, or all three as namespace/hub/group and then neither --namespace nor --hub.");
        }

        return new GroupChoice(parts[0], parts[1], parts[2], Given(processor));
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

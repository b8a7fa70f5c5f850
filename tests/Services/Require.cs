using Xunit;

namespace Checkpointing.Tests.Services;

/// <summary>
/// What a test does when a service it needs is absent: it is skipped with the reason, unless the run insists on the service by naming it
/// in the environment variable <c>CHECKPOINTING_REQUIRE</c> (a comma-separated list, as in <c>azurite,node,proton</c>): then it fails.
/// </summary>
public static class Require
{
    /// <summary>The name of the environment variable.</summary>
    public const string Variable = "CHECKPOINTING_REQUIRE";

    /// <summary>Whether this run insists on a service.</summary>
    public static bool Insists(string service) =>
        (Environment.GetEnvironmentVariable(Variable) ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Contains(service, StringComparer.OrdinalIgnoreCase);

    /// <summary>Skips or fails the running test unless the service is there.</summary>
    /// <param name="available">Whether the service was found.</param>
    /// <param name="service">The service's name in <c>CHECKPOINTING_REQUIRE</c>.</param>
    /// <param name="install">The command that installs or starts the service.</param>
    public static void That(bool available, string service, string install)
    {
        if (available)
        {
            return;
        }

        string reason = $"'{service}' was not found. To install it: {install}";
        if (Insists(service))
        {
            Assert.Fail($"{reason} ({Variable} names it, so its absence is a failure.)");
        }

        Assert.Skip(reason);
    }
}

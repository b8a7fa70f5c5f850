using System.Diagnostics;

namespace Checkpointing.Tests.Services;

/// <summary>Python with Apache Qpid Proton, an AMQP 1.0 implementation that is neither ours nor JavaScript's.</summary>
public static class Proton
{
    /// <summary>The service's name in <c>CHECKPOINTING_REQUIRE</c>.</summary>
    public const string Service = "proton";

    private static readonly Lazy<string?> Interpreter = new(Find);

    /// <summary>Skips or fails the running test unless Proton is installed; see <see cref="Require"/>.</summary>
    public static void Needed() => Require.That(Interpreter.Value is not null, Service, "apt-get install python3-qpid-proton");

    /// <summary>Starts a Python script.</summary>
    /// <param name="script">The script's full path.</param>
    /// <param name="arguments">The script's arguments.</param>
    public static PeerProcess Start(string script, params IEnumerable<string> arguments) =>
        PeerProcess.Start(
            Interpreter.Value ?? throw new InvalidOperationException("Qpid Proton is not installed."),
            ["-u", script, .. arguments]);

    /// <remarks>Debian installs the package for its own interpreter, which need not be the first on the search path.</remarks>
    private static string? Find() =>
        new[] { "/usr/bin/python3", Programs.Find("python3") }
            .FirstOrDefault(candidate => candidate is not null && File.Exists(candidate) && Imports(candidate));

    private static bool Imports(string interpreter)
    {
        using Process? process = Process.Start(new ProcessStartInfo(interpreter, ["-c", "import proton"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }
}

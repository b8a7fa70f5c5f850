namespace Checkpointing.Tests.Services;

/// <summary>
/// Node.js with the packages of <c>tests/Services/node</c>. Scripts lie beside the tests that run them and load packages with
/// <c>require</c>, which <c>NODE_PATH</c> resolves to that one folder; <c>import</c> does not look there.
/// </summary>
public static class Node
{
    /// <summary>The service's name in <c>CHECKPOINTING_REQUIRE</c>.</summary>
    public const string Service = "node";

    private const string Install = "apt-get install nodejs npm && npm ci --prefix tests/Services/node";

    private static readonly string? Executable = Programs.Find("node");

    /// <summary>The folder the packages are installed in.</summary>
    public static string Modules { get; } = RepositoryRoot.Combine("tests", "Services", "node", "node_modules");

    /// <summary>Whether Node.js and a package are installed.</summary>
    /// <param name="package">The package's name, as in <c>rhea</c> or <c>@azure/event-hubs</c>.</param>
    public static bool Has(string package) => Executable is not null && File.Exists(Path.Combine(Modules, package, "package.json"));

    /// <summary>Skips or fails the running test unless a package is installed; see <see cref="Require"/>.</summary>
    /// <param name="package">The package's name.</param>
    /// <param name="service">The name that makes it mandatory.</param>
    public static void Needs(string package, string service = Service) => Require.That(Has(package), service, Install);

    /// <summary>Starts a script.</summary>
    /// <param name="script">The script's full path.</param>
    /// <param name="arguments">The script's arguments.</param>
    public static PeerProcess Start(string script, params IEnumerable<string> arguments) =>
        PeerProcess.Start(
            Executable ?? throw new InvalidOperationException("Node.js is not installed."),
            [script, .. arguments],
            new Dictionary<string, string> { ["NODE_PATH"] = Modules });
}

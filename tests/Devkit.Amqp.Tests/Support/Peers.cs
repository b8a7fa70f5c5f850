using Checkpointing.Tests.Services;

namespace Devkit.Amqp.Tests.Support;

/// <summary>The programs under Peers/, each made with an implementation that is not ours.</summary>
internal static class Peers
{
    public static PeerProcess RheaClient(int port, string scenario) => Rhea("rhea-client.js", $"{port}", scenario);

    public static PeerProcess RheaServer() => Rhea("rhea-server.js");

    public static PeerProcess ProtonClient(int port, string scenario) => OfProton("proton-client.py", $"{port}", scenario);

    public static PeerProcess ProtonServer() => OfProton("proton-server.py");

    private static PeerProcess Rhea(string script, params string[] arguments)
    {
        Node.Needs("rhea");
        return Node.Start(Script(script), arguments);
    }

    private static PeerProcess OfProton(string script, params string[] arguments)
    {
        Proton.Needed();
        return Proton.Start(Script(script), arguments);
    }

    private static string Script(string name) => RepositoryRoot.Combine("tests", "Devkit.Amqp.Tests", "Peers", name);
}

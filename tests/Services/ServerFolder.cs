using System.Diagnostics;

namespace Checkpointing.Tests.Services;

/// <summary>
/// A temporary folder of a server that refuses to run as root: run by root, everything in it is done as the user that the server's package made.
/// </summary>
internal sealed class ServerFolder : IDisposable
{
    /// <summary>The user whom Debian's packages of PostgreSQL and PgBouncer make.</summary>
    private const string User = "postgres";

    /// <summary>
    /// Runs a server as long as its own input is open, which ends with the process that holds the other end, however that ends; then the folder goes
    /// too. Arguments: folder, log, program and its arguments.
    /// </summary>
    private const string Guard =
        """
        folder=$1; log=$2; shift 2
        exec 3<&0
        "$@" </dev/null 3<&- >>"$log" 2>&1 &
        server=$!
        (while read -r _ <&3; do :; done; trap '' TERM; kill -QUIT $server; while kill -0 $server 2>/dev/null; do sleep 0.1; done; rm -rf "$folder") &
        guard=$!
        wait $server
        code=$?
        kill $guard 2>/dev/null
        exit $code
        """;

    private static readonly bool IsRoot = Environment.UserName == "root";

    private readonly string _path;

    /// <summary>Makes the folder.</summary>
    /// <param name="server">The server's name.</param>
    public ServerFolder(string server)
    {
        _path = Path.Combine(Path.GetTempPath(), $"checkpointing-{server}-{Guid.NewGuid():n}");
        Directory.CreateDirectory(_path);
        Own(_path);
    }

    /// <summary>The server's data folder.</summary>
    public string Data => Path.Combine(_path, "data");

    /// <summary>What the server said.</summary>
    public string Log => Path.Combine(_path, "log");

    /// <summary>The full path of a file.</summary>
    public string File(string name) => Path.Combine(_path, name);

    /// <summary>Writes a file that only the server's user reads.</summary>
    public static async Task WriteAsync(string path, string text)
    {
        await System.IO.File.WriteAllTextAsync(path, text);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Own(path);
    }

    /// <summary>Starts a program as the server's user.</summary>
    public static PeerProcess Run(string program, params IEnumerable<string> arguments)
    {
        string[] command = [.. AsUser(), program, .. arguments];
        return PeerProcess.Start(command[0], command[1..]);
    }

    /// <summary>Starts a server as its user; it ends with this process at the latest.</summary>
    public PeerProcess Serve(string program, IEnumerable<string> arguments) => Run("/bin/sh", ["-c", Guard, "sh", _path, Log, program, .. arguments]);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_path, recursive: true);

    private static string[] AsUser() => IsRoot ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups"] : [];

    private static void Own(string path)
    {
        if (IsRoot)
        {
            using Process process = Process.Start("chown", [$"{User}:", path]);
            process.WaitForExit();
        }
    }
}

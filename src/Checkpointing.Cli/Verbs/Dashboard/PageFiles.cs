using System.Reflection;

namespace Checkpointing.Cli.Verbs.Dashboard;

/// <summary>The files of the page, which are part of the program.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "dashboard/";

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private readonly Dictionary<string, (byte[] Content, string Type)> _files;

    /// <summary>Reads them.</summary>
    public PageFiles()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        _files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(
                name => $"/{name[Prefix.Length..]}",
                name => (Read(assembly, name), ContentTypes[Path.GetExtension(name)]),
                StringComparer.Ordinal);
        _files["/"] = _files["/index.html"];
    }

    /// <summary>Finds the file at a path.</summary>
    public bool TryFind(string path, out (byte[] Content, string Type) file) => _files.TryGetValue(path, out file);

    private static byte[] Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}

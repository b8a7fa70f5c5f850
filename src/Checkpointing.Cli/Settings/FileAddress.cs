namespace Checkpointing.Cli.Settings;

/// <summary>Where a path leads, whatever it is relative to, and through whichever links.</summary>
internal static class FileAddress
{
    /// <summary>Links that lead to one another are not followed for ever.</summary>
    private const int MostLinks = 40;

    /// <summary>The place. What is not there yet has one too.</summary>
    public static string Of(string path)
    {
        string place = Follow(Path.GetFullPath(path), MostLinks);
        return OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? place.ToUpperInvariant() : place;
    }

    private static string Follow(string path, int links)
    {
        string place = Path.GetPathRoot(path)!;
        foreach (string name in path[place.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            place = Path.Combine(place, name);
            if (links > 0 && new FileInfo(place).LinkTarget is { } target)
            {
                place = Follow(Path.GetFullPath(target, Path.GetDirectoryName(place)!), links - 1);
            }
        }

        return place;
    }
}

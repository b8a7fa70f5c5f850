namespace Checkpointing.Tests.Services;

/// <summary>Where the repository is, seen from a test that runs out of some bin folder.</summary>
public static class RepositoryRoot
{
    private const string Marker = "Checkpointing.slnx";

    /// <summary>The full path of the folder that holds the solution file.</summary>
    /// <exception cref="InvalidOperationException">No folder above the running assembly holds the solution file.</exception>
    public static string Path { get; } = Find();

    /// <summary>The full path of a file or folder given by its segments below the root.</summary>
    public static string Combine(params ReadOnlySpan<string> segments) => System.IO.Path.Combine([Path, .. segments]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds {Marker}: the tests have to run from inside a clone.");
    }
}

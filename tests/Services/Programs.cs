namespace Checkpointing.Tests.Services;

/// <summary>Finds programs on the search path.</summary>
internal static class Programs
{
    /// <summary>The full path of the first program of that name on the search path, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
            .FirstOrDefault(File.Exists);
}

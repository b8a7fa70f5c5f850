namespace Quickstart;

/// <summary>A folder for the run's own files, removed at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-quickstart-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A processor that was killed can still hold a file for a moment; the system's own cleaning of temporary files takes it then.
        }
    }
}

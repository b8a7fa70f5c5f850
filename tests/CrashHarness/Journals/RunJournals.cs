namespace CrashHarness.Journals;

/// <summary>The journals of all processors of a run. Not safe for concurrent use but for <see cref="Open"/>.</summary>
internal sealed class RunJournals(string folder)
{
    private readonly Lock _guard = new();
    private readonly List<JournalReader> _readers = [];
    private readonly List<JournalEntry> _entries = [];

    /// <summary>What was read so far.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>Names the file of a processor that is about to be started.</summary>
    public string Open(int process, string identifier)
    {
        string path = Path.Combine(folder, FormattableString.Invariant($"{process:000}-{identifier}.journal"));
        lock (_guard)
        {
            _readers.Add(new JournalReader(process, identifier, path));
        }

        return path;
    }

    /// <summary>Reads what was written since the last call.</summary>
    public IReadOnlyList<JournalEntry> Refresh()
    {
        JournalReader[] readers;
        lock (_guard)
        {
            readers = [.. _readers];
        }

        foreach (JournalReader reader in readers)
        {
            reader.ReadInto(_entries);
        }

        return _entries;
    }
}

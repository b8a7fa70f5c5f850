using System.Globalization;
using System.Text;

namespace CrashHarness.Journals;

/// <summary>Reads one processor's journal while it grows, whole lines only.</summary>
internal sealed class JournalReader(int process, string identifier, string path)
{
    private readonly Dictionary<string, string> _partitionIds = new(StringComparer.Ordinal);
    private long _position;

    /// <summary>Adds what was written since the last call.</summary>
    public void ReadInto(List<JournalEntry> entries)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(_position, SeekOrigin.Begin);
        byte[] bytes = new byte[file.Length - _position];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        int end = bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        _position += end;
        foreach (string line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            entries.Add(Parse(line));
        }
    }

    private JournalEntry Parse(string line)
    {
        string[] words = line.Split(' ');
        if (!_partitionIds.TryGetValue(words[0], out string? partitionId))
        {
            _partitionIds.Add(words[0], partitionId = words[0]);
        }

        return new JournalEntry(process, identifier, partitionId, Number(words[1]), Number(words[2]), TimeSpan.FromTicks(Number(words[3])));
    }

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}

namespace Checkpointing.Cli.Terminal;

/// <summary>Shows on a terminal how far long work is, in one line that is removed in the end.</summary>
internal sealed class ProgressLine(string what, long total) : IDisposable
{
    private const long Worthwhile = 500;

    private readonly bool _isShown = Screen.CanShowProgress && total >= Worthwhile;
    private long _done;

    /// <summary>Goes on.</summary>
    public void Add(long done)
    {
        long now = Interlocked.Add(ref _done, done);
        if (_isShown)
        {
            Console.Error.Write($"\r{what}: {Words.Count(now)} of {Words.Count(total)}\u001b[K");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isShown)
        {
            Console.Error.Write("\r\u001b[K");
        }
    }
}

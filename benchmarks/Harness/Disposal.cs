namespace Harness;

/// <summary>Disposes what may be disposable in one way or the other.</summary>
internal static class Disposal
{
    /// <summary>Disposes each of them, in this order.</summary>
    public static async ValueTask AllAsync(params IEnumerable<object?> ends)
    {
        foreach (object? end in ends)
        {
            switch (end)
            {
                case IAsyncDisposable later:
                    await later.DisposeAsync();
                    break;
                case IDisposable now:
                    now.Dispose();
                    break;
            }
        }
    }
}

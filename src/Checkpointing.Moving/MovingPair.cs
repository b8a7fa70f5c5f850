namespace Checkpointing.Moving;

/// <summary>The two stores, by where a fleet comes from and by what they decide.</summary>
internal sealed class MovingPair
{
    public MovingPair(ICheckpointStore from, ICheckpointStore to, MovingLeader leader)
    {
        From = new MovingSide("the store to move from", from);
        To = new MovingSide("the store to move to", to);
        Leader = leader;
    }

    public MovingSide From { get; }

    public MovingSide To { get; }

    public MovingLeader Leader { get; }

    /// <summary>The store whose checkpoints count.</summary>
    public MovingSide Leading => Leader == MovingLeader.From ? From : To;

    /// <summary>The store whose checkpoints are kept the same.</summary>
    public MovingSide Following => Leader == MovingLeader.From ? To : From;

    /// <summary>Whether what the leading store lacks is read from the other one.</summary>
    public bool ReadsThrough => Leader == MovingLeader.To;

    /// <summary>Asks both at once.</summary>
    public async Task<(T From, T To)> BothAsync<T>(Func<MovingSide, Task<T>> ask)
    {
        Task<T> from = ask(From);
        Task<T> to = ask(To);
        await Task.WhenAll(from, to).ConfigureAwait(false);
        return (await from.ConfigureAwait(false), await to.ConfigureAwait(false));
    }
}

namespace Devkit.EventHubs.Broker.Faults;

/// <summary>
/// Faults on demand: what networks and services do to clients at the wrong moment, at the moment a test wants it. Faults
/// that hold return an <see cref="IDisposable"/>; disposing it lifts them. Thread-safe.
/// </summary>
public sealed class BrokerFaults
{
    private readonly FaultRules _rules;
    private readonly TimeProvider _time;
    private readonly Func<IReadOnlyCollection<IFaultyConnection>> _connections;

    internal BrokerFaults(FaultRules rules, TimeProvider time, Func<IReadOnlyCollection<IFaultyConnection>> connections)
    {
        _rules = rules;
        _time = time;
        _connections = connections;
    }

    /// <summary>Resets the sockets that carry a matching link; without a scope, all sockets.</summary>
    /// <param name="scope">The links, or null.</param>
    /// <returns>Number of connections cut.</returns>
    public int CutConnections(FaultScope? scope = null) => OnConnections(scope, connection => connection.Cut());

    /// <summary>Closes the connections that carry a matching link, with an error that clients understand.</summary>
    /// <param name="scope">The links, or null for all connections.</param>
    /// <param name="error">The error; <see cref="FaultError.ConnectionForced"/> unless given.</param>
    /// <returns>Number of connections closed.</returns>
    public int CloseConnections(FaultScope? scope = null, FaultError? error = null) =>
        OnConnections(scope, connection => connection.Close(error ?? FaultError.ConnectionForced));

    /// <summary>
    /// Freezes the connections that carry a matching link, as a hung machine does: they stay open, nothing comes out of them
    /// any more, heartbeats neither, and nothing is read. Connections that come later are not frozen.
    /// </summary>
    /// <param name="scope">The links, or null for all connections.</param>
    /// <returns>Dispose it to go on.</returns>
    public IDisposable FreezeConnections(FaultScope? scope = null)
    {
        List<IFaultyConnection> frozen = [];
        OnConnections(scope, connection =>
        {
            connection.Freeze();
            frozen.Add(connection);
        });
        return new Thawing(frozen);
    }

    /// <summary>Detaches matching links with an error; their connections stay.</summary>
    /// <param name="scope">The links.</param>
    /// <param name="error">The error; <see cref="FaultError.DetachForced"/> unless given.</param>
    /// <returns>Number of links dropped.</returns>
    public int DropLinks(FaultScope scope, FaultError? error = null)
    {
        ArgumentNullException.ThrowIfNull(scope);
        List<IFaultyLink> links = [.. _connections().SelectMany(connection => connection.Links).Where(link => scope.Matches(link.Target))];
        links.ForEach(link => link.Drop(error ?? FaultError.DetachForced));
        return links.Count;
    }

    /// <summary>
    /// Matching links fall silent: attaches, requests and sends stay without an answer and consumers without events, while
    /// the connection lives and heartbeats go on. What was held back is answered when the fault is lifted.
    /// </summary>
    /// <param name="scope">The links, or null for all.</param>
    /// <returns>Dispose it to go on.</returns>
    public IDisposable StopAnswering(FaultScope? scope = null) => _rules.Add(new HangRule(scope ?? FaultScope.Everything));

    /// <summary>Delays every answer, and every round of events to a consumer.</summary>
    /// <param name="delay">How long; more than zero.</param>
    /// <param name="scope">The links, or null for all.</param>
    /// <returns>Dispose it to be quick again.</returns>
    public IDisposable Delay(TimeSpan delay, FaultScope? scope = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(delay, TimeSpan.Zero);
        return _rules.Add(new DelayRule(scope ?? FaultScope.Everything, delay));
    }

    /// <summary>Limits the rate at which events come in through matching senders and go out through matching receivers, together.</summary>
    /// <param name="eventsPerSecond">The rate; more than zero.</param>
    /// <param name="scope">The links, or null for all.</param>
    /// <returns>Dispose it to lift the limit.</returns>
    public IDisposable Throttle(double eventsPerSecond, FaultScope? scope = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eventsPerSecond);
        return _rules.Add(new ThrottleRule(scope ?? FaultScope.Everything, eventsPerSecond, _time));
    }

    /// <summary>Answers the next operations, which are sends and management requests, with "server busy".</summary>
    /// <param name="operations">How many; at least 1.</param>
    /// <param name="scope">The links, or null for all.</param>
    /// <returns>Dispose it to lift what is left.</returns>
    public IDisposable BeBusy(int operations, FaultScope? scope = null) => FailNext(operations, FaultError.ServerBusy, scope);

    /// <summary>Answers the next operations, which are sends, management requests and authorisations, with an error.</summary>
    /// <param name="operations">How many; at least 1.</param>
    /// <param name="error">The error.</param>
    /// <param name="scope">The links, or null for all.</param>
    /// <returns>Dispose it to lift what is left.</returns>
    public IDisposable FailNext(int operations, FaultError error, FaultScope? scope = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(operations, 1);
        ArgumentNullException.ThrowIfNull(error);
        return _rules.Add(new FailureRule(scope ?? FaultScope.Everything, error, operations));
    }

    /// <summary>
    /// Stores what the next sends bring, and cuts their connections instead of answering: the producer cannot know that its
    /// events are there, and sends them again.
    /// </summary>
    /// <param name="operations">How many sends; at least 1.</param>
    /// <param name="scope">The links, or null for all.</param>
    /// <returns>Dispose it to lift what is left.</returns>
    public IDisposable LoseAnswers(int operations, FaultScope? scope = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(operations, 1);
        return _rules.Add(new LostAnswerRule(scope ?? FaultScope.Everything, operations));
    }

    /// <summary>Refuses new links.</summary>
    /// <param name="error">The error.</param>
    /// <param name="scope">The links, or null for all.</param>
    /// <returns>Dispose it to accept links again.</returns>
    public IDisposable RefuseAttaches(FaultError error, FaultScope? scope = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        return _rules.Add(new RefusalRule(scope ?? FaultScope.Everything, error));
    }

    /// <summary>Lifts every fault.</summary>
    public void Clear() => _rules.LiftAll();

    private int OnConnections(FaultScope? scope, Action<IFaultyConnection> action)
    {
        List<IFaultyConnection> matching =
            [.. _connections().Where(connection => scope is null || connection.Links.Any(link => scope.Matches(link.Target)))];
        matching.ForEach(action);
        return matching.Count;
    }

    private sealed class Thawing(List<IFaultyConnection> frozen) : IDisposable
    {
        public void Dispose() => frozen.ForEach(connection => connection.Thaw());
    }
}

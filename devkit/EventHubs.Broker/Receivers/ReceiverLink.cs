using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Broker.Hubs;
using Devkit.EventHubs.Broker.Protocol;
using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Receivers;

/// <summary>
/// Serves a consumer: streams stored events, as far as its credit reaches, and waits for the next ones. Events go out
/// settled, as in Event Hubs: what a consumer has processed is its own affair.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The metric ends with the link, in ServeAsync.")]
internal sealed class ReceiverLink : IReceiver, IFaultyLink
{
    private readonly Partition _partition;
    private readonly FaultRules _rules;
    private readonly RuntimeMetric? _metric;
    private readonly byte[] _tag = new byte[sizeof(ulong)];
    private readonly TaskCompletionSource<AmqpSender> _sender = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _next;

    private ReceiverLink(AttachRequest request, Partition partition, FaultTarget target, FaultRules rules, TimeProvider time)
    {
        _partition = partition;
        _rules = rules;
        Target = target;
        Client = LinkReader.ReadClient(request.Attach);
        Epoch = LinkReader.ReadEpoch(request.Attach);
        _metric = request.Attach.DesiredCapabilities.Contains(LinkReader.RuntimeMetric) ? new RuntimeMetric(partition, time) : null;
        _next = StartFilter.Resolve(LinkReader.ReadSelector(request.Attach), partition);
    }

    public string? Client { get; }

    public long? Epoch { get; }

    public FaultTarget Target { get; }

    public bool HasLeft => _sender.Task is { IsCompletedSuccessfully: true, Result.IsOpen: false };

    /// <summary>Lets a consumer in.</summary>
    /// <exception cref="RefusalException">It names something that does not exist, or others keep it out.</exception>
    public static (IFaultyLink Served, AmqpLink Link) Accept(
        AttachRequest request, Hub hub, EntityAddress address, FaultTarget target, FaultRules rules, TimeProvider time)
    {
        string group = address.ConsumerGroup!;
        if (!hub.HasConsumerGroup(group))
        {
            throw new RefusalException(Refusals.EntityNotFound($"{hub.Name}|{group}"));
        }

        Partition partition = hub.FindPartition(address.PartitionId!)
            ?? throw new RefusalException(Refusals.PartitionNotFound(address.PartitionId!, hub.Partitions.Count));
        var served = new ReceiverLink(request, partition, target, rules, time);
        partition.Receivers.Admit(group, served);
        AmqpSender sender;
        try
        {
            sender = request.AcceptSender(new SenderOptions
            {
                SettleMode = SettleMode.Settled,
                OfferedCapabilities = LinkReader.Offer(request.Attach, LinkReader.RuntimeMetric, LinkReader.GeoReplication),
            });
        }
        catch
        {
            partition.Receivers.Remove(group, served);
            throw;
        }

        served._sender.SetResult(sender);
        _ = served.ServeAsync(sender, group);
        return (served, sender);
    }

    public void Evict(FaultError error) => Drop(error);

    public void Drop(FaultError error) => _ = DropAsync(error);

    private async Task DropAsync(FaultError error)
    {
        AmqpSender sender = await _sender.Task.ConfigureAwait(false);
        await sender.CloseAsync(error.ToAmqp()).ConfigureAwait(false);
    }

    private async Task ServeAsync(AmqpSender sender, string group)
    {
        // Not on the connection's reader, which has flows and detaches to read meanwhile.
        await Task.Yield();
        try
        {
            await PumpAsync(sender, sender.Ended()).ConfigureAwait(false);
        }
        catch (Exception end) when (end is AmqpException or OperationCanceledException)
        {
            // The link has ended, by the client, by an eviction or with its connection: nothing is left to serve.
            _ = end;
        }
        catch (Exception unexpected)
        {
            await sender.CloseAsync(new AmqpError(ErrorCondition.InternalError, unexpected.ToString())).ConfigureAwait(false);
        }
        finally
        {
            _partition.Receivers.Remove(group, this);
            _metric?.Dispose();
        }
    }

    private async Task PumpAsync(AmqpSender sender, CancellationToken ended)
    {
        while (true)
        {
            await _partition.Log.WaitForAsync(_next, ended).ConfigureAwait(false);
            await sender.WaitToSendAsync(ended).ConfigureAwait(false);
            await _rules.HoldAsync(Target, ended).ConfigureAwait(false);
            if (_partition.Log.TryLease(_next, out LogLease lease))
            {
                using (lease)
                {
                    await SendAsync(sender, lease, ended).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Sends what the lease holds until the credit ends; the lease is not kept while waiting for more.</summary>
    private async ValueTask SendAsync(AmqpSender sender, LogLease lease, CancellationToken ended)
    {
        _metric?.Refresh();
        _next = lease.First;
        do
        {
            if (_rules.IsThrottled(Target))
            {
                await _rules.PaceAsync(Target, 1, ended).ConfigureAwait(false);
            }

            LogRecord record = lease[_next];
            BinaryPrimitives.WriteInt64BigEndian(_tag, _next);
            OutgoingMessage message = _metric is null
                ? new OutgoingMessage(default, record.Message, Tag: _tag)
                : new OutgoingMessage(_metric.Precede(record), record.Message[record.HeaderLength..], Tag: _tag);
            await sender.SendSettledAsync(message, ended).ConfigureAwait(false);
            _next++;
        }
        while (_next < lease.End && sender.Credit > 0 && !_rules.IsHeld(Target));
    }
}

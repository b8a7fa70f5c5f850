using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace TransactionalCheckpoint;

/// <summary>Publishes orders and knows what the books must say in the end.</summary>
internal sealed class Orders(EventHubProducerClient producer, Random random)
{
    private const int LargestAmount = 1000;

    private readonly Dictionary<string, long> _totals = Accounts.ToDictionary(account => account, _ => 0L);

    public static IReadOnlyList<string> Accounts { get; } = [.. Enumerable.Range(0, 16).Select(number => $"account-{number:00}")];

    public int Published { get; private set; }

    /// <summary>What the total of each account has to be.</summary>
    public IReadOnlyDictionary<string, long> Totals => _totals;

    /// <summary>Publishes orders of one account; its name is the partition key.</summary>
    public async Task PublishAsync(int count, CancellationToken cancellationToken)
    {
        string account = Accounts[random.Next(Accounts.Count)];
        long[] amounts = [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(1, LargestAmount))];
        await producer.SendAsync(
            amounts.Select(amount => new EventData(string.Create(CultureInfo.InvariantCulture, $"{account} {amount}"))),
            new SendEventOptions { PartitionKey = account },
            cancellationToken);
        _totals[account] += amounts.Sum();
        Published += count;
    }

    /// <summary>What an order says.</summary>
    public static (string Account, long Amount) Read(EventData order)
    {
        string[] words = order.EventBody.ToString().Split(' ');
        return (words[0], long.Parse(words[1], CultureInfo.InvariantCulture));
    }
}

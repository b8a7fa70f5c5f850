using System.Diagnostics;
using Checkpointing;
using Checkpointing.Policies;
using Checkpointing.Postgres;
using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace TransactionalCheckpoint;

/// <summary>One processor in a process of its own, so that killing it is a real crash. It stops when its standard input ends.</summary>
internal static class Worker
{
    public const string Command = "worker";
    public const string HubName = "orders";

    private const string DatabaseVariable = "SAMPLE_DATABASE";
    private const string BrokerVariable = "SAMPLE_BROKER";

    public static Process Start(string name, string database, string broker)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Worker).Assembly.Location);
        }

        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(name);
        start.Environment[DatabaseVariable] = database;
        start.Environment[BrokerVariable] = broker;
        return Process.Start(start) ?? throw new InvalidOperationException($"The process of {name} could not be started.");
    }

    public static async Task RunAsync(string name)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(NpgsqlDataSource.Create(Environment.GetEnvironmentVariable(DatabaseVariable)!));
        builder.Services.AddSingleton(services => new PostgresCheckpointStore(
            services.GetRequiredService<NpgsqlDataSource>(), new PostgresCheckpointStoreOptions { Schema = Ledger.Schema }));
        builder.Services.AddSingleton<ICheckpointStore>(services => services.GetRequiredService<PostgresCheckpointStore>());
        builder.Services.AddEventHubsProcessor<OrderHandler>(builder.Configuration, options =>
        {
            options.ConnectionString = Environment.GetEnvironmentVariable(BrokerVariable);
            options.EventHubName = HubName;
            options.Identifier = name;
            options.BatchSize = 50;
            options.LoadBalancingUpdateInterval = TimeSpan.FromSeconds(1);
            options.PartitionOwnershipExpirationInterval = TimeSpan.FromSeconds(4);

            // The handler writes them, in its transactions.
            options.CheckpointPolicy = CheckpointPolicy.Manual;
            options.MaxUncheckpointedEvents = null;
        });
        using IHost host = builder.Build();
        await host.StartAsync();
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
    }
}

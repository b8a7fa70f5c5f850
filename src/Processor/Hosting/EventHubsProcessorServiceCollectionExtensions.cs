using Azure.Core;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Telemetry;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Checkpointing.Processor.Hosting;

/// <summary>Adds processors to a host.</summary>
public static class EventHubsProcessorServiceCollectionExtensions
{
    /// <summary>The section of the one processor without a name.</summary>
    public const string SectionName = "Checkpointing:Processor";

    /// <summary>The section under which each processor with a name has its own.</summary>
    public const string NamedSectionName = "Checkpointing:Processors";

    /// <summary>Adds a processor that reads its options from <c>Checkpointing:Processor</c> and keeps its checkpoints in the store that <c>Checkpointing:Store</c> names.</summary>
    /// <typeparam name="THandler">The handler: an <see cref="IEventHandler"/> or an <see cref="IEventBatchHandler"/>, taken from the container (a singleton, unless registered otherwise). It serves all partitions at the same time.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The application's configuration: the one that has the section <c>Checkpointing</c>.</param>
    /// <param name="configure">What is to be set in code, after configuration.</param>
    /// <exception cref="InvalidOperationException">The handler is none of the two, or both.</exception>
    /// <remarks>Options are validated when the host starts; the messages name the key, the value given and what is allowed.</remarks>
    public static IServiceCollection AddEventHubsProcessor<THandler>(
        this IServiceCollection services, IConfiguration configuration, Action<EventHubsProcessorOptions>? configure = null)
        where THandler : class => Add<THandler>(services, Options.DefaultName, SectionName, configuration, configure);

    /// <summary>Adds one of several processors of a host. It reads its options from <c>Checkpointing:Processors:&lt;name&gt;</c>; all share the store.</summary>
    /// <typeparam name="THandler">The handler: an <see cref="IEventHandler"/> or an <see cref="IEventBatchHandler"/>, taken from the container (a singleton, unless registered otherwise). It serves all partitions at the same time.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">The processor's name.</param>
    /// <param name="configuration">The application's configuration: the one that has the section <c>Checkpointing</c>.</param>
    /// <param name="configure">What is to be set in code, after configuration.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">The handler is none of the two, or both.</exception>
    public static IServiceCollection AddEventHubsProcessor<THandler>(
        this IServiceCollection services, string name, IConfiguration configuration, Action<EventHubsProcessorOptions>? configure = null)
        where THandler : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Add<THandler>(services, name, $"{NamedSectionName}:{name}", configuration, configure);
    }

    /// <summary>
    /// Adds only what reads the lag of a group (<see cref="LagReader"/>), for an application that has no processor: a scaler has to be answered also when no processor runs.
    /// A processor that is added brings its own.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The application's configuration, with the same section as the processor's.</param>
    /// <param name="name">The processor's name; empty for one without.</param>
    /// <param name="configure">What is to be set in code, after configuration.</param>
    public static IServiceCollection AddEventHubsLagReader(
        this IServiceCollection services, IConfiguration configuration, string name = "", Action<EventHubsProcessorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(name);
        AddOptions(services, name, name.Length == 0 ? SectionName : $"{NamedSectionName}:{name}", configuration, configure);
        AddLagReader(services, name);
        return services;
    }

    /// <summary>Reads the options of a processor from its section.</summary>
    internal static void Bind(EventHubsProcessorOptions options, IConfiguration configuration, string section)
    {
        try
        {
            configuration.GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            string cause = exception.InnerException is FormatException format ? $"{exception.Message} {format.Message}" : exception.Message;
            throw new OptionsValidationException(section, typeof(EventHubsProcessorOptions), [$"{section}: {cause}"]);
        }

        if (string.IsNullOrWhiteSpace(options.ConnectionString) && !string.IsNullOrWhiteSpace(options.ConnectionName))
        {
            options.ConnectionString = configuration.GetConnectionString(options.ConnectionName);
        }

        if (options.DeadLetter is { } letters && string.IsNullOrWhiteSpace(letters.ConnectionString) && !string.IsNullOrWhiteSpace(letters.ConnectionName))
        {
            letters.ConnectionString = configuration.GetConnectionString(letters.ConnectionName);
        }
    }

    /// <summary>Takes from the container what neither configuration nor code has set.</summary>
    private static void Complete(EventHubsProcessorOptions options, IServiceProvider provider)
    {
        options.Credential ??= provider.GetService<TokenCredential>();
        if (options.PoisonPolicy == PoisonPolicy.DeadLetter && options.DeadLetter is null)
        {
            options.DeadLetterSink ??= provider.GetService<IDeadLetterSink>();
        }
    }

    private static IServiceCollection Add<THandler>(
        IServiceCollection services, string name, string section, IConfiguration configuration, Action<EventHubsProcessorOptions>? configure)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        if (EventDispatcher.Violation(typeof(THandler)) is { } violation)
        {
            throw new InvalidOperationException(violation);
        }

        services.TryAddSingleton<THandler>();
        AddOptions(services, name, section, configuration, configure);
        services.AddKeyedSingleton(name, (provider, _) => new EventHubsProcessorService(provider, typeof(THandler), name));
        services.AddKeyedSingleton(name, static (provider, key) => new ProcessorMonitor(provider, (string)key!));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<ProcessorMonitor>(name));
        AddLagReader(services, name);
        return services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<EventHubsProcessorService>(name));
    }

    private static void AddOptions(
        IServiceCollection services, string name, string section, IConfiguration configuration, Action<EventHubsProcessorOptions>? configure)
    {
        services.AddCheckpointStore(configuration);
        services.AddOptions<EventHubsProcessorOptions>(name)
            .Configure(options => Bind(options, configuration, section))
            .Configure(configure ?? (static _ => { }))
            .PostConfigure<IServiceProvider>(Complete)
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SecondSignalService>());
        services.AddSingleton<IValidateOptions<EventHubsProcessorOptions>>(new EventHubsProcessorOptionsValidator(name, section));
    }

    private static void AddLagReader(IServiceCollection services, string name)
    {
        services.AddKeyedSingleton(name, static (provider, key) => LagReader.Create(provider, (string)key!));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<LagReader>(name));
    }
}

using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Checkpointing.Registration;

/// <summary>Finds the provider of the store that configuration names: among those registered in code, then in the assemblies that are loaded, then in <c>Checkpointing.&lt;name&gt;</c>.</summary>
internal static class CheckpointStoreCatalog
{
    public const string SectionName = "Checkpointing";
    public const string StoreKey = "Store";

    private const string AssemblyPrefix = "Checkpointing.";

    /// <summary>Makes the store that a section names, with the settings that stand in the same section under the store's name.</summary>
    public static ICheckpointStore Create(IServiceProvider services, IConfigurationSection section)
    {
        string key = $"{section.Path}:{StoreKey}";
        ICheckpointStoreProvider[] known = [.. services.GetServices<ICheckpointStoreProvider>(), .. FromLoadedAssemblies()];
        string? name = section[StoreKey];
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Violation($"{key} is missing: it names the store that keeps ownership and checkpoints. Available: {Names([.. known, .. FromAssembliesOnDisk()])}.");
        }

        ICheckpointStoreProvider provider = Array.Find(known, candidate => IsNamed(candidate, name))
            ?? FromAssemblyOf($"{AssemblyPrefix}{name.Trim()}")
            ?? FromAssembliesOnDisk().FirstOrDefault(candidate => IsNamed(candidate, name))
            ?? throw Violation(
                $"{key} is '{name}', which is no known store. Available: {Names([.. known, .. FromAssembliesOnDisk()])}. " +
                $"For another one, reference its package (such as Checkpointing.{name.Trim()}), or register its provider with {nameof(CheckpointStoreServiceCollectionExtensions.AddCheckpointStoreProvider)}.");
        return provider.Create(services, section.GetSection(provider.Name));
    }

    private static bool IsNamed(ICheckpointStoreProvider provider, string name) =>
        provider.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Names(IEnumerable<ICheckpointStoreProvider> providers) => string.Join(
        ", ",
        providers.Select(provider => provider.Name).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).DefaultIfEmpty("none"));

    private static IEnumerable<ICheckpointStoreProvider> FromLoadedAssemblies() =>
        AppDomain.CurrentDomain.GetAssemblies().Select(FromAssembly).OfType<ICheckpointStoreProvider>();

    /// <summary>The backends beside the application that nothing has loaded yet. File names keep their case, so this also finds <c>sqlite</c>.</summary>
    private static IEnumerable<ICheckpointStoreProvider> FromAssembliesOnDisk() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, $"{AssemblyPrefix}*.dll")
            .Select(path => FromAssemblyOf(Path.GetFileNameWithoutExtension(path)))
            .OfType<ICheckpointStoreProvider>();

    private static ICheckpointStoreProvider? FromAssemblyOf(string assemblyName)
    {
        try
        {
            return FromAssembly(Assembly.Load(new AssemblyName(assemblyName)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException or ArgumentException)
        {
            // Nothing of that name to load: the caller says what is available.
            return null;
        }
    }

    private static ICheckpointStoreProvider? FromAssembly(Assembly assembly) =>
        assembly.GetCustomAttribute<CheckpointStoreProviderAttribute>() is { } attribute
            ? (ICheckpointStoreProvider)Activator.CreateInstance(attribute.ProviderType)!
            : null;

    private static OptionsValidationException Violation(string message) => new(SectionName, typeof(ICheckpointStore), [message]);
}

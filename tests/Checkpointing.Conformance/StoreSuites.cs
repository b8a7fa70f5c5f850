using System.Reflection;
using Checkpointing.Conformance.Suites;

namespace Checkpointing.Conformance;

/// <summary>Which suites a store's tests lack: one from which no class derives would look as if it had passed.</summary>
public static class StoreSuites
{
    /// <summary>The suites that every store runs, or that a store with these traits runs, and from which no class of an assembly derives.</summary>
    /// <param name="tests">The assembly with the store's tests.</param>
    /// <param name="traits">The store's traits; one that is <see cref="StoreTraits.Embedded"/> has no server, and no suites that need one.</param>
    public static IReadOnlyList<string> MissingFrom(Assembly tests, StoreTraits traits)
    {
        ArgumentNullException.ThrowIfNull(tests);
        Type[] derived = [.. tests.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false })];
        return
        [
            .. typeof(ClaimsSuite).Assembly.GetExportedTypes()
                .Where(type => type.IsAbstract && type.Namespace == typeof(ClaimsSuite).Namespace && type.IsSubclassOf(typeof(ConformanceTest)))
                .Where(suite => !traits.HasFlag(StoreTraits.Embedded) || !suite.IsSubclassOf(typeof(ServerConformanceTest)))
                .Where(suite => !derived.Any(type => type.IsSubclassOf(suite)))
                .Select(suite => suite.Name)
                .Order(StringComparer.Ordinal),
        ];
    }
}

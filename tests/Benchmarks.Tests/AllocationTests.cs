using System.Reflection;
using BenchmarkDotNet.Attributes;
using Checkpointing.Benchmarks;
using Checkpointing.Benchmarks.Stores;
using Harness.Servers;

namespace Benchmarks.Tests;

/// <summary>
/// Holds every micro-benchmark to the bytes that it says it allocates, so that a change that costs more is seen. Round trips are held by the conformance suites of the stores,
/// and times by nobody: they are for the benchmarks to tell.
/// </summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int Operations = 400;

    /// <summary>Fewer where each is at least a request.</summary>
    private const int StoreOperations = 10;

    /// <summary>What the thread pool, timers and a list that grows now and then add to an operation that allocates nothing itself.</summary>
    private const double Slack = 2;

    public static TheoryData<Type> PerEvent => [.. Classes().Where(type => !type.IsSubclassOf(typeof(StoreBenchmarks)))];

    public static TheoryData<Type> Stores => [.. Classes().Where(type => type.IsSubclassOf(typeof(StoreBenchmarks)))];

    [Theory]
    [MemberData(nameof(PerEvent))]
    public async Task What_runs_per_event_or_record_allocates_no_more_than_it_says(Type benchmarks) => await CheckAsync(Activator.CreateInstance(benchmarks)!);

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_operation_of_a_store_allocates_no_more_than_it_says(Type benchmarks)
    {
        string backend = benchmarks.Name[..^nameof(StoreBenchmarks).Length];
        Assert.SkipWhen(Backends.WhyAbsent(backend) is not null, Backends.WhyAbsent(backend) ?? "");
        await CheckAsync(Activator.CreateInstance(benchmarks)!);
    }

    private static IEnumerable<Type> Classes() =>
        typeof(AllocatesAttribute).Assembly.GetTypes().Where(type => !type.IsAbstract && MethodsOf(type).Any()).OrderBy(type => type.Name, StringComparer.Ordinal);

    private static IEnumerable<MethodInfo> MethodsOf(Type type) => type.GetMethods().Where(method => method.GetCustomAttribute<BenchmarkAttribute>() is not null);

    private static async Task CheckAsync(object benchmarks)
    {
        await RunAsync(benchmarks, With<GlobalSetupAttribute>(benchmarks));
        try
        {
            List<string> excesses = [];
            foreach (MethodInfo method in MethodsOf(benchmarks.GetType()))
            {
                double bytes = await BytesAsync(benchmarks, method);
                int bound = Bound(benchmarks.GetType(), method);
                TestContext.Current.SendDiagnosticMessage($"{benchmarks.GetType().Name}.{method.Name}: {bytes:0} of {bound} bytes");
                if (bytes > bound + Slack)
                {
                    excesses.Add(FormattableString.Invariant($"{method.Name} allocates {bytes:0} bytes, and says {bound}"));
                }
            }

            excesses.ShouldBeEmpty();
        }
        finally
        {
            await RunAsync(benchmarks, With<GlobalCleanupAttribute>(benchmarks));
        }
    }

    /// <summary>The least of two readings: what the runtime and other tests allocate meanwhile is not the benchmark's.</summary>
    private static async Task<double> BytesAsync(object benchmarks, MethodInfo method)
    {
        Func<Task?> call = CallOf(benchmarks, method);
        int perCall = method.GetCustomAttribute<BenchmarkAttribute>()!.OperationsPerInvoke;
        int operations = benchmarks is StoreBenchmarks ? StoreOperations : Operations;
        double least = double.MaxValue;
        for (int reading = 0; reading <= 2; reading++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int index = 0; index < operations; index++)
            {
                if (call() is { } task)
                {
                    await task;
                }
            }

            long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

            // The first one compiles, connects and fills pools.
            least = reading == 0 ? least : Math.Min(least, (double)allocated / operations / perCall);
        }

        return least;
    }

    private static int Bound(Type benchmarks, MethodInfo method) => method.GetCustomAttribute<AllocatesAttribute>()?.Bytes
        ?? benchmarks.GetCustomAttributes<AllocatesAttribute>().Single(attribute => attribute.Benchmark == method.Name).Bytes;

    private static MethodInfo? With<T>(object benchmarks)
        where T : Attribute => Array.Find(benchmarks.GetType().GetMethods(), method => method.GetCustomAttribute<T>() is not null);

    private static Task RunAsync(object benchmarks, MethodInfo? method) => (method is null ? null : CallOf(benchmarks, method)()) ?? Task.CompletedTask;

    private static Func<Task?> CallOf(object benchmarks, MethodInfo method)
    {
        if (method.ReturnType == typeof(void))
        {
            Action action = method.CreateDelegate<Action>(benchmarks);
            return () =>
            {
                action();
                return null;
            };
        }

        return (Func<Task?>)typeof(AllocationTests).GetMethod(nameof(CallOfFunction), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(method.ReturnType).Invoke(null, [benchmarks, method])!;
    }

    private static Func<Task?> CallOfFunction<T>(object benchmarks, MethodInfo method)
    {
        Func<T> function = method.CreateDelegate<Func<T>>(benchmarks);

        // Not "as Task" for all: that would box the results that are values.
        return typeof(T).IsValueType
            ? () =>
            {
                function();
                return null;
            }
            : () => function() as Task;
    }
}

namespace Checkpointing.Benchmarks;

/// <summary>How many bytes a benchmark may allocate for each of its operations, on average. A test holds it to that.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class AllocatesAttribute : Attribute
{
    /// <summary>Sets the bound of the benchmark that has this attribute.</summary>
    /// <param name="bytes">Bytes per operation, at most.</param>
    public AllocatesAttribute(int bytes) => Bytes = bytes;

    /// <summary>Sets the bound of a benchmark that the class inherits.</summary>
    /// <param name="benchmark">The name of its method.</param>
    /// <param name="bytes">Bytes per operation, at most.</param>
    public AllocatesAttribute(string benchmark, int bytes)
    {
        Benchmark = benchmark;
        Bytes = bytes;
    }

    /// <summary>The name of the benchmark's method; null on the method itself.</summary>
    public string? Benchmark { get; }

    /// <summary>Bytes per operation, at most.</summary>
    public int Bytes { get; }
}

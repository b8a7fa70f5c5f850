namespace StoreOverhead;

/// <summary>One line of the result.</summary>
/// <param name="Backend">The backend.</param>
/// <param name="Operation">What was done.</param>
/// <param name="Store">The median time of the store.</param>
/// <param name="Driver">The median time of the driver's request.</param>
/// <param name="Pairs">How many pairs were measured.</param>
internal sealed record Overhead(string Backend, string Operation, TimeSpan Store, TimeSpan Driver, int Pairs)
{
    /// <summary>How many times the driver's time the store takes.</summary>
    public double Ratio => Store / Driver;
}

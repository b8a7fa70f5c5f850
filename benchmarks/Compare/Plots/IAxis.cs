namespace Compare.Plots;

/// <summary>Where values lie in a picture.</summary>
internal interface IAxis
{
    /// <summary>The values that are marked.</summary>
    IEnumerable<double> Marks { get; }

    /// <summary>Where a value lies.</summary>
    double At(double value);
}

using System.Diagnostics;
using Checkpointing.Tests.Services;

namespace Repository.Tests;

public sealed class PackagingTests
{
    [Fact]
    public async Task Packing_the_baseline_set_stops_with_the_reason_and_the_way_out()
    {
        string output = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        ProcessStartInfo start = new("dotnet", ["pack", RepositoryRoot.Combine("src", "Checkpointing.Abstractions"), "--no-build", "--output", output])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldNotBe(0);
        text.ShouldContain("-p:DependencySet=current");
        text.ShouldContain("stand-in");
        Directory.Exists(output).ShouldBeFalse("nothing may have been packed");
    }
}

using TransactionalCheckpoint;

if (args is [Worker.Command])
{
    await Worker.RunAsync();
    return 0;
}

if (SampleSettings.TryParse(args) is not { } settings)
{
    Console.Error.WriteLine(SampleSettings.Usage);
    return 2;
}

return await KillRun.RunAsync(settings);

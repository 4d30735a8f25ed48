using PrxAuth.Cli.Commands;
using PrxAuth.Cli.Completion;
using PrxAuth.Cli.Grammar;
using PrxAuth.Cli.Helpers;
using PrxAuth.Core;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Wire;

namespace PrxAuth.Cli;

/// <summary><c>prx auth …</c>, for every front end.</summary>
public static class PrxCommand
{
    /// <summary>Runs a command line. Never throws: a failure is shown through the front end and told by the exit status.</summary>
    /// <param name="words">The words after <c>prx</c>.</param>
    /// <param name="openSession">Gives the session. Asked only by commands that need one; whoever opened it disposes it.</param>
    /// <param name="frontEnd">Where results go and questions are asked.</param>
    /// <param name="cancellationToken">Ends the command. A renewal under way goes on in the background; whoever is about to end the process
    /// waits for it with <see cref="Core.Tokens.TokenService.DrainAsync"/>.</param>
    /// <returns>One of <see cref="ExitStatus"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> words, Func<AuthSession> openSession, ICommandFrontEnd frontEnd, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(openSession);
        ArgumentNullException.ThrowIfNull(frontEnd);
        if (CompletionRequest.From(words) is { } request)
        {
            string answers = request.Format(Complete(request.Words, request.Partial, openSession));
            if (answers.Length > 0)
            {
                frontEnd.EmitText(answers);
            }

            return ExitStatus.Done;
        }

        switch (new CommandLineReader(new PrxGrammar()).Read(words))
        {
            case CommandLine.Help help:
                frontEnd.EmitText(help.Text);
                return ExitStatus.Done;
            case CommandLine.Version:
                frontEnd.EmitText($"prx {ProviderHttp.ProductVersion()}");
                return ExitStatus.Done;
            case CommandLine.Completions completions:
                frontEnd.EmitText(CompletionScripts.Of(completions.Shell));
                return ExitStatus.Done;
            case CommandLine.Wrong wrong:
                frontEnd.Usage(wrong.Problem, wrong.Format);
                return ExitStatus.WrongUsage;
            case CommandLine.Run run:
                return await RunAsync(run.Arguments, openSession, frontEnd, cancellationToken).ConfigureAwait(false);
            default:
                throw new InvalidOperationException("A command line that means nothing.");
        }
    }

    /// <summary>Runs <c>auth token NAME</c> where that takes no more than to read a file. Never throws.</summary>
    /// <param name="words">The words after <c>prx</c>.</param>
    /// <param name="openSession">Gives the session.</param>
    /// <param name="frontEnd">Where the token goes.</param>
    /// <returns>Whether it was run; else nothing happened, and <see cref="RunAsync(IReadOnlyList{string}, Func{AuthSession}, ICommandFrontEnd, CancellationToken)"/>
    /// does the whole, with the same result.</returns>
    public static async Task<bool> TryRunQuicklyAsync(IReadOnlyList<string> words, Func<AuthSession> openSession, ICommandFrontEnd frontEnd)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(openSession);
        ArgumentNullException.ThrowIfNull(frontEnd);
        try
        {
            return PlainLine.TryRead(words) is { } line
                && await TokenCommand.TryRunQuicklyAsync(new CommandContext(line, openSession(), frontEnd), CancellationToken.None).ConfigureAwait(false);
        }
        catch (PrxAuthException)
        {
            // The whole command comes to the same failure and says it.
            return false;
        }
    }

    /// <summary>What can stand next on a command line. Never throws and never goes over the network.</summary>
    /// <param name="words">The words after <c>prx</c> and before the one that is completed.</param>
    /// <param name="partial">What is there of the word that is completed; may be empty.</param>
    /// <param name="openSession">Gives the session, for the names of providers and profiles.</param>
    public static IReadOnlyList<(string Text, string Tooltip)> Complete(IReadOnlyList<string> words, string partial, Func<AuthSession> openSession)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(partial);
        ArgumentNullException.ThrowIfNull(openSession);
        return new WordCompleter(new PrxGrammar(), openSession).Complete(words, partial);
    }

    private static async Task<int> RunAsync(
        AuthArguments arguments, Func<AuthSession> openSession, ICommandFrontEnd frontEnd, CancellationToken cancellationToken)
    {
        try
        {
            var context = new CommandContext(arguments, openSession(), frontEnd);
            if (arguments.Verb == AuthVerb.Doctor)
            {
                // A broken config file is a finding, and so are its warnings.
                return await DoctorCommand.RunAsync(context, cancellationToken).ConfigureAwait(false);
            }

            foreach (ConfigurationWarning warning in context.Snapshot.Warnings)
            {
                frontEnd.Warning(warning.Message);
            }

            return await (arguments.Verb switch
            {
                AuthVerb.Login => SignInCommands.LoginAsync(context, cancellationToken),
                AuthVerb.PasteToken => SignInCommands.PasteTokenAsync(context, cancellationToken),
                AuthVerb.PasteRedirect => SignInCommands.PasteRedirectAsync(context, cancellationToken),
                AuthVerb.Import => ImportCommand.RunAsync(context, cancellationToken),
                AuthVerb.Refresh => RefreshCommand.RunAsync(context, cancellationToken),
                AuthVerb.Logout => LogoutCommand.RunAsync(context, cancellationToken),
                AuthVerb.List => ProfileCommands.ListAsync(context, cancellationToken),
                AuthVerb.Status => ProfileCommands.StatusAsync(context, cancellationToken),
                AuthVerb.Check => CheckCommand.RunAsync(context, cancellationToken),
                AuthVerb.Use => ProfileCommands.UseAsync(context, cancellationToken),
                AuthVerb.Reseal => ResealCommand.RunAsync(context, cancellationToken),
                AuthVerb.Helper => HelperCommand.RunAsync(context, cancellationToken),
                AuthVerb.Token => TokenCommand.RunAsync(context, cancellationToken),
                _ => ProfileCommands.ProvidersAsync(context),
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitStatus.Interrupted;
        }
        catch (UsageException e)
        {
            frontEnd.Usage(e.Problem, arguments.Format);
            return ExitStatus.WrongUsage;
        }
        catch (PrxAuthException e)
        {
            frontEnd.Error(e, arguments.Format);
            return ExitStatus.Of(e.Error, arguments.Verb);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            frontEnd.Error(Defect(e), arguments.Format);
            return ExitStatus.Failed;
        }
    }

    // The message of a foreign exception may quote what it choked on, and that may be a token: only its kind and place are told.
    private static PrxAuthException Defect(Exception exception)
    {
        string place = exception.StackTrace?.Split('\n', 2)[0].Trim() ?? "at an unknown place";
        return new PrxAuthException(
            PrxAuthError.Internal,
            $"PrxAuth failed unexpectedly: {exception.GetType().Name} {place}.",
            "This is a defect of PrxAuth; please report it with the command that led here.",
            exception);
    }
}

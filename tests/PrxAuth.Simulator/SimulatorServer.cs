using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PrxAuth.Simulator.Anthropic;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Dpop;
using PrxAuth.Simulator.Entra;
using PrxAuth.Simulator.Faults;
using PrxAuth.Simulator.Federation;
using PrxAuth.Simulator.GitHub;
using PrxAuth.Simulator.GitLab;
using PrxAuth.Simulator.Google;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.HuggingFace;
using PrxAuth.Simulator.MiniMax;
using PrxAuth.Simulator.OpenAI;
using PrxAuth.Simulator.OpenIdConnect;
using PrxAuth.Simulator.Qwen;

namespace PrxAuth.Simulator;

/// <summary>An OpenID Connect server and emulators of providers that differ from it (GitHub, Google, OpenAI, …) on
/// one loopback host. Many can run in one process.</summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private static readonly TimeSpan _shutdownTimeout = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;
    private readonly OidcArea _oidc;
    private readonly TokenEndpoint _tokenEndpoint;
    private readonly DpopVerifier _proofs;
    private readonly Action<string?, ReadOnlyMemory<byte>>? _answerReady;
    private int _disposed;

    private SimulatorServer(SimulatorOptions options)
    {
        _answerReady = options.AnswerReady;
        Control = new SimulatorControl(options);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                if (options.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate);
                }
            });
        }).UseKestrelHttpsConfiguration();
        builder.Services.AddRouting();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _shutdownTimeout);
        OidcServices.Add(builder.Services, Control);

        _application = builder.Build();
        _oidc = new OidcArea(_application.Services);
        _tokenEndpoint = new TokenEndpoint(Control, _oidc);
        _proofs = new DpopVerifier(Control);
        BaseAddress = new Uri("http://127.0.0.1/");
    }

    /// <summary>The root of everything, with a slash at its end; also the issuer of the OpenID Connect server.</summary>
    public Uri BaseAddress { get; private set; }

    /// <summary>Counts and switches.</summary>
    public SimulatorControl Control { get; }

    /// <summary>Starts a simulator.</summary>
    public static async Task<SimulatorServer> StartAsync(SimulatorOptions? options = null, CancellationToken ct = default)
    {
        SimulatorServer server = new(options ?? new SimulatorOptions());
        try
        {
            await server.RunAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The text of a PRX <c>config.toml</c> that points the built-in providers that are emulated, and the user's own providers
    /// <c>corp</c>, <c>runbook</c>, <c>qwen</c> and <c>minimax</c>, at this simulator.</summary>
    public string CreateConfigToml() => ConfigToml.Create(BaseAddress);

    /// <summary>The same, with every provider that needs a client of one's own beside them.</summary>
    public string CreateFullConfigToml() => ConfigToml.Create(BaseAddress) + ConfigToml.CreateMore(BaseAddress);

    /// <summary>The text of more of a <c>config.toml</c>: the user's own providers <c>corp-dpop</c>, <c>corp-keyed</c>, <c>workload</c>,
    /// <c>workload-grant</c> and <c>workload-exchange</c>. The key of <c>corp-keyed</c> is expected in <c>PRX_KEYED_KEY</c>.</summary>
    public string CreateProtocolConfigToml() => ConfigToml.CreateProtocols(BaseAddress);

    /// <summary>An assertion of the platform for workloads, as it would lie in a projected file.</summary>
    public string IssueAssertion(string audience = FederationScenario.Audience) =>
        new AssertionIssuer(Control).Issue(new Uri(BaseAddress, "ci").AbsoluteUri, audience);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _application.StopAsync();
        await _oidc.ForgetAsync();
        _oidc.Dispose();
        await _application.DisposeAsync();
        _tokenEndpoint.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        GitHubArea github = new(Control);
        GoogleArea google = new(Control);
        EntraArea entra = new(Control);
        GitLabArea gitlab = new(Control);
        HuggingFaceArea huggingFace = new(Control);
        Control.Attach(_oidc);
        Control.Attach(github);
        Control.Attach(google);
        Control.Attach(entra);
        Control.Attach(gitlab);
        Control.Attach(huggingFace);
        OpenAiArea openai = new(Control);
        AnthropicArea anthropic = new(Control);
        QwenArea qwen = new(Control);
        MiniMaxArea minimax = new(Control);
        Control.Attach(openai);
        Control.Attach(anthropic);
        Control.Attach(qwen);
        Control.Attach(minimax);
        BuildPipeline();
        MapOidc(_application);
        MapFederation(_application);
        github.Map(_application);
        google.Map(_application);
        entra.Map(_application);
        gitlab.Map(_application);
        huggingFace.Map(_application);
        openai.Map(_application);
        anthropic.Map(_application);
        qwen.Map(_application);
        minimax.Map(_application);
        new ControlEndpoints(Control).Map(_application);

        await OidcClients.RegisterAsync(_application.Services, cancellationToken);
        await _application.StartAsync(cancellationToken);
        string address = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
            .Addresses.Single();
        BaseAddress = new Uri(address);
        _oidc.BaseAddress = BaseAddress;
    }

    private void BuildPipeline()
    {
        CancellationToken stopping = _application.Lifetime.ApplicationStopping;
        if (_answerReady is { } ready)
        {
            _application.Use(next => context => AnswerTap.InvokeAsync(context, ready, next));
        }

        _application.Use(next => async context =>
        {
            if (context.Request.Path.StartsWithSegments("/control", StringComparison.OrdinalIgnoreCase)
                || _oidc.IsBackstage(context.Request.Headers[OidcArea.BackstageHeader]))
            {
                await next(context);
                return;
            }

            await Control.Tracker.TrackAsync(context);
            await FaultMiddleware.InvokeAsync(context, Control.Faults, next, stopping);
        });
        DpopGate gate = new(Control, _proofs);
        _application.Use(next => context =>
            context.Request.Path == "/connect/token" ? gate.InvokeAsync(context, next) : next(context));
        _application.Use(next => context =>
            context.Request.Path == "/connect/token" ? _tokenEndpoint.GateAsync(context, next) : next(context));
        _application.UseAuthentication();
        _application.UseRouting();
    }

    private void MapOidc(IEndpointRouteBuilder endpoints)
    {
        string[] getAndPost = [HttpMethods.Get, HttpMethods.Post];
        ProtectedEndpoints protectedEndpoints = new(_oidc);
        endpoints.MapMethods("/connect/authorize", getAndPost, new AuthorizationEndpoint(Control).InvokeAsync);
        endpoints.MapPost("/connect/token", _tokenEndpoint.InvokeAsync);
        endpoints.MapMethods("/connect/verify", getAndPost, new VerificationEndpoint(Control).InvokeAsync);
        endpoints.MapGet(VerificationEndpoint.DonePath, context => Http.DevicePage.ShowDoneAsync(context, approved: true));
        endpoints.MapMethods("/connect/userinfo", getAndPost, protectedEndpoints.UserInfoAsync);
        endpoints.MapGet("/api/me", protectedEndpoints.MeAsync);
        endpoints.MapMethods("/api/dpop/me", getAndPost, new DpopApi(Control, _proofs).MeAsync);
    }

    private void MapFederation(IEndpointRouteBuilder endpoints)
    {
        AssertionIssuer issuer = new(Control);
        endpoints.MapGet("/ci/github", issuer.GitHubAsync);
        endpoints.MapPost("/ci/azure", issuer.AzureAsync);
        TokenService service = new(Control);
        endpoints.MapPost("/sts/token", service.InvokeAsync);
        endpoints.MapGet("/sts/me", service.MeAsync);
        endpoints.MapPost("/sts/aws", new AwsTokenService(Control).InvokeAsync);
    }
}

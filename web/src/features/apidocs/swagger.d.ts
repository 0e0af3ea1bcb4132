declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  interface Options {
    domNode: HTMLElement
    url: string
    onComplete: () => void
    deepLinking: boolean
    docExpansion: 'none'
    defaultModelsExpandDepth: number
    displayRequestDuration: boolean
    filter: boolean
    validatorUrl: null
    requestInterceptor: (request: { url: string }) => { url: string }
  }
  export default function SwaggerUI(options: Options): unknown
}
